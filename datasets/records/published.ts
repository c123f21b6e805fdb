// Says which files are not the ones that their authors published. That is no error: people make files of their own.
import type { RecordFormat } from './format.js';
import type { ReadDigests } from './reading.js';

/** One line for people, or none. */
export function notPublished(
  { files, archiveMd5 }: ReadDigests,
  { title, md5s, archive }: RecordFormat<never>,
): readonly string[] {
  if (archiveMd5 !== null) {
    if (archive === null || archiveMd5 === archive.md5) return [];
    return [`the archive is not the published ${archive.name}: its MD5 must be ${archive.md5} (got ${archiveMd5})`];
  }
  const other = [...files.values()].filter(({ file, md5 }) => md5 !== null && md5 !== md5s[file]);
  if (other.length === 0) return [];
  return [`not the published files of ${title}, by their MD5: ${other.map(({ file }) => file).join(', ')}`];
}
