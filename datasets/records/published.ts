// Says which files are not the ones that their authors published. That is no error: people make files of their own.
import type { RecordFormat } from './format.js';
import type { FileDigests } from './reading.js';

/** One line for people, or none. */
export function notPublished(
  digests: ReadonlyMap<string, FileDigests>,
  { title, md5s }: RecordFormat<never>,
): readonly string[] {
  const other = [...digests.values()].filter(({ file, md5 }) => md5 !== null && md5 !== md5s[file]).map(({ file }) => file);
  if (other.length === 0) return [];
  return [`not the published files of ${title}, by their MD5: ${other.join(', ')}`];
}
