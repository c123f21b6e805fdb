// The names of classes, from a small text file with a name a line.
import { isUtf8 } from 'node:buffer';
import type { RecordFiles } from './format.js';

const atMost = 4096;

/**
 * The lines that are not empty: as many different ones as there are known names. Other names than the known ones are
 * fine, but the last one must not be cut off. Throws EAGAN_DATASET_DAMAGED.
 */
export async function textLines(files: RecordFiles, name: string, known: readonly string[]): Promise<string[]> {
  const bytes = Buffer.from(await files.whole(name, atMost));
  const must = `have ${known.length} different names of classes, one a line,`;
  if (!isUtf8(bytes)) throw files.refuse(name, 0, must, 'bytes that are no UTF-8 text');
  const text = bytes.toString('utf8').split('\n');
  const lines = text.map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length !== known.length || new Set(lines).size !== known.length)
    throw files.refuse(name, 0, must, `${lines.length} lines, ${new Set(lines).size} of them different`);
  const [last, lastKnown] = [lines.at(-1)!, known.at(-1)!];
  if (last !== lastKnown && lastKnown.startsWith(last))
    throw files.refuse(name, bytes.length, `end with the name ${lastKnown}`, last);
  return lines;
}
