// Lists that only grow: one file an entry, numbered from 1, so that all processes agree on one order.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import type { ValueShape } from '../domain/shape.js';
import { toCheckedJson, tryCheckedJson } from './checked-json.js';

const numbered = /^\d{8}\.json$/;

async function names(files: FileLayer, folder: string): Promise<string[]> {
  return (await files.list(folder)).filter((name) => numbered.test(name));
}

/** Appends an entry to the list in a folder. */
export async function appendEntry(files: FileLayer, folder: string, entry: unknown): Promise<void> {
  for (;;) {
    const next = Number.parseInt((await names(files, folder)).at(-1) ?? '0', 10) + 1;
    if (await files.writeNew(join(folder, `${String(next).padStart(8, '0')}.json`), toCheckedJson(entry))) return;
  }
}

/** All entries in order, without those that cannot be read or have another form. */
export async function readEntries<T>(files: FileLayer, folder: string, shape: ValueShape): Promise<T[]> {
  const texts = await Promise.all((await names(files, folder)).map((name) => files.read(join(folder, name))));
  return texts
    .map((text) => tryCheckedJson<T>(text))
    .filter((entry) => entry !== undefined && shape(entry, 'entry') === null) as T[];
}
