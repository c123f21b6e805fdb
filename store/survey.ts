// Every file of a store, with size and age, for gc. Only reads.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLink } from '../scripts/files.mjs';
import { unlessAbsent } from './file-io.js';

export interface SurveyedFile {
  /** Below the store's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** All files below a folder, without those that disappear meanwhile, and without links: they lead elsewhere. */
export async function survey(root: string, way = ''): Promise<SurveyedFile[]> {
  if (isLink(join(root, way))) return [];
  const entries = (await unlessAbsent(join(root, way), () => readdir(join(root, way), { withFileTypes: true }))) ?? [];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = way === '' ? entry.name : `${way}/${entry.name}`;
      if (entry.isDirectory()) return survey(root, path);
      const file = await unlessAbsent(join(root, path), () => lstat(join(root, path)));
      return file?.isFile() ? [{ path, bytes: file.size, modifiedAt: file.mtimeMs }] : [];
    }),
  );
  return found.flat();
}
