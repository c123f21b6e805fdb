// The names of classes, from a small text file with a name a line.
import { isUtf8 } from 'node:buffer';
import type { RecordFiles } from './format.js';

const atMost = 4096;

/** The lines that are not empty, which must be `count` different ones. Throws EAGAN_DATASET_DAMAGED. */
export async function textLines(files: RecordFiles, name: string, count: number): Promise<string[]> {
  const bytes = Buffer.from(await files.whole(name, atMost));
  const must = `have ${count} different names of classes, one a line,`;
  if (!isUtf8(bytes)) throw files.refuse(name, 0, must, 'bytes that are no UTF-8 text');
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === count && new Set(lines).size === count) return lines;
  throw files.refuse(name, 0, must, `${lines.length} lines, ${new Set(lines).size} of them different`);
}
