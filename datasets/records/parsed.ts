// Files that a parser reads as a whole: its errors are told with the file's name.
import { FormatError } from '../../formats/format-error.js';
import type { RecordFile } from './format.js';

/** Throws EAGAN_DATASET_DAMAGED where the parser throws FormatError. */
export function parsed<T>(file: RecordFile, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw asDamage(file, error);
  }
}

/** What to throw for any error of a parser of the file. */
export const asDamage = (file: RecordFile, error: unknown): unknown =>
  error instanceof FormatError ? file.damaged(error) : error;

/** All bytes of a file. Throws EAGAN_DATASET_DAMAGED if there are more than `atMost`. */
export async function wholeFile(file: RecordFile, atMost: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.chunks) {
    length += chunk.length;
    if (length > atMost) throw file.refuse(atMost, 'end here, because it is read as a whole,', 'more bytes');
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
