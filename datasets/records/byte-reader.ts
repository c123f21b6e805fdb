// Reads a file piece by piece: headers, and records of equal size. It holds one chunk of the file at a time.
import type { RecordFile } from './format.js';

/** The bytes of a file from its beginning, as many at a time as one asks for. */
export interface ByteReader {
  /** Of the next byte. */
  readonly offset: number;
  /** The next bytes. Throws EAGAN_DATASET_DAMAGED if there are not as many. `what`: `a record`. */
  read(length: number, what: string): Promise<Uint8Array>;
  /** True if there is no further byte. */
  atEnd(): Promise<boolean>;
  /** Closes a file that is not read to its end. */
  close(): Promise<void>;
}

/** A reader over the file. What it gave stays valid. */
export function byteReader(file: RecordFile): ByteReader {
  const chunks = file.chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  let offset = 0;
  const more = async (): Promise<boolean> => {
    while (at === chunk.length) {
      const next = await chunks.next();
      if (next.done) return false;
      [chunk, at] = [next.value, 0];
    }
    return true;
  };
  const take = (length: number): Uint8Array => {
    const taken = chunk.subarray(at, at + length);
    at += taken.length;
    offset += taken.length;
    return taken;
  };
  return {
    get offset() {
      return offset;
    },
    atEnd: async () => !(await more()),
    close: async () => void (await chunks.return?.()),
    async read(length, what) {
      if (chunk.length - at >= length) return take(length);
      const [start, whole] = [offset, new Uint8Array(length)];
      for (let filled = 0; filled < length;) {
        if (!(await more())) throw file.refuse(start, `have ${what} of ${length} bytes`, bytesLeft(filled));
        const part = take(length - filled);
        whole.set(part, filled);
        filled += part.length;
      }
      return whole;
    },
  };
}

const bytesLeft = (count: number): string => `${count} ${count === 1 ? 'byte' : 'bytes'} to the end of the file`;

/** A record of a file, and the byte where it begins. */
export interface FixedRecord {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * All that follows in the file, as records of one size; closes the file. Throws EAGAN_DATASET_DAMAGED if the last one
 * is not whole.
 */
export async function* fixedRecords(reader: ByteReader, length: number): AsyncGenerator<FixedRecord> {
  try {
    while (!(await reader.atEnd())) {
      const { offset } = reader;
      yield { offset, bytes: await reader.read(length, 'a record') };
    }
  } finally {
    await reader.close();
  }
}
