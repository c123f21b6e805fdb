// Reads a tar archive from a stream, member by member. Memory holds a chunk of the stream, however large a member is.
// Only regular files come out; nothing is written anywhere.
import { FormatError } from '../format-error.js';
import { ChunkReader } from './chunk-reader.js';
import { isRegular, nextHeader, paddedBytes } from './next-header.js';
import { blockBytes, type TarHeader } from './tar-header.js';

export interface TarMember {
  /** With `/` between folders, and none that leads out: never absolute, no `.` and no `..`. */
  readonly name: string;
  readonly size: number;
  /** Of the contents, in the unpacked archive. */
  readonly offset: number;
  /**
   * The contents, chunk by chunk; each is valid until the next. Before the next member is asked for.
   * @throws FormatError
   */
  chunks(): AsyncIterable<Uint8Array>;
  /** The contents at once. @throws FormatError if there are more than `atMost` */
  bytes(atMost: number): Promise<Uint8Array>;
}

export interface TarLimits {
  /** Of the unpacked archive, in bytes. */
  readonly atMostBytes: number;
  readonly atMostMembers?: number;
}

/**
 * What is no regular file is left out: folders, links, devices. What a reader did not read of a member is passed over.
 * @throws FormatError with the offset in the unpacked archive
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  { atMostBytes, atMostMembers = 10_000_000 }: TarLimits,
): AsyncGenerator<TarMember> {
  const reader = new ChunkReader(source, atMostBytes);
  try {
    for (let members = 0; ; members++) {
      if (members > atMostMembers)
        throw new FormatError(`the archive must have at most ${atMostMembers} members`, reader.at);
      const header = await headerFrom(reader);
      if (header === null) break;
      const end = reader.at + paddedBytes(header);
      if (isRegular(header.flag)) yield memberOf(reader, header);
      await reader.skip(end - reader.at);
    }
    // What follows the end is of no interest, but the sum of a gzip file stands behind it.
    while ((await reader.some(blockBytes * 128)) !== null);
  } finally {
    await reader.close();
  }
}

async function headerFrom(reader: ChunkReader): Promise<TarHeader | null> {
  const asking = nextHeader(reader.at);
  let asked = asking.next();
  while (!asked.done) asked = asking.next(await reader.exactly(asked.value));
  return asked.value;
}

function memberOf(reader: ChunkReader, { name, bytes: size }: TarHeader): TarMember {
  const offset = reader.at;
  const end = offset + size;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (reader.at < end) {
      const at = reader.at;
      const chunk = await reader.some(end - at);
      if (chunk === null) throw new FormatError(`${end - at} more bytes of ${name} must follow (the file ends)`, at);
      yield chunk;
    }
  }
  const bytes = async (atMost: number): Promise<Uint8Array> => {
    if (size > atMost) throw new FormatError(`${name} must have at most ${atMost} bytes (got ${size})`, reader.at);
    return reader.exactly(size);
  };
  return { name, size, offset, chunks, bytes };
}
