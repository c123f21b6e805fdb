// A stranger's store to read from: it writes nothing, reads few files at once, and not without end.
import { join } from 'node:path';
import { EaganError } from '../../../domain/errors.js';
import { formatBytes } from '../../../scripts/format.mjs';
import { ObjectError, type Objects } from '../../../domain/steps/objects.js';
import {
  createFileLayer,
  openStore,
  readOnlyFiles,
  type FileLayer,
  type FileSystemKind,
  type Store,
} from '../../../store/index.js';
import { foreignLimits } from './walk.js';

/** Opens files, which a system allows only so many at once. */
const atOnce = 4;
/** A JSON text takes several times its size in memory. */
const mostJsonBytes = 2 ** 24;

/** `whole`: for bytes that nobody parses. */
export interface ForeignStore {
  readonly store: Store;
  readonly whole: Objects;
  /** Digests of objects that `whole` has read, and of those that it could not read. */
  readonly proved: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** Opens the store in a folder, which must have one. `stateBytes`: what all its small files have together. */
export async function openForeignStore(folder: string, stateBytes: number): Promise<ForeignStore> {
  const files = limited(createFileLayer({ root: folder }), folder, stateBytes);
  if (!(await files.look(join(folder, 'store.json')))) throw noStore();
  const fileSystem = async (): Promise<FileSystemKind> => ({ name: 'foreign', verdict: 'unknown' });
  const store = await openStore(folder, { files, fileSystem, isIndexed: false });
  const objects = smallObjects(store.objects, files, folder);
  return { store: { ...store, objects }, ...remembering(store.objects) };
}

/** Objects that remember which were good, so that nothing is reported or proved twice. */
function remembering(objects: Objects): Omit<ForeignStore, 'store'> {
  const [proved, failed] = [new Set<string>(), new Set<string>()];
  const get = async (digest: string): Promise<Uint8Array> => {
    failed.add(digest);
    const bytes = await objects.get(digest);
    failed.delete(digest);
    proved.add(digest);
    return bytes;
  };
  return { whole: { ...objects, get }, proved, failed };
}

/** Objects to parse: a larger one is not what it should be. */
function smallObjects(objects: Objects, files: FileLayer, folder: string): Objects {
  const pathOf = (digest: string): string => join(folder, 'objects', digest.slice(0, 2), digest.slice(2));
  return {
    ...objects,
    async get(digest) {
      const size = (await files.look(pathOf(digest)))?.size ?? 0;
      if (size <= mostJsonBytes) return objects.get(digest);
      const sizes = `at most ${formatBytes(mostJsonBytes)} to be read as JSON (got ${formatBytes(size)})`;
      throw new ObjectError('EAGAN_OBJECT_CORRUPT', digest, `object ${digest} must have ${sizes}`);
    },
  };
}

/** The same files, few at once and not without end. */
function limited(files: FileLayer, folder: string, stateBytes: number): FileLayer {
  const turns = turnsOf(atOnce);
  // Records that many lines name are read many times.
  let left = 8 * stateBytes + 2 ** 26;
  const isObject = (path: string): boolean => path.startsWith(join(folder, 'objects'));
  const read: FileLayer['read'] = (path, atMost = foreignLimits.stateFileBytes) =>
    turns(async () => {
      const bytes = await files.read(path, Math.min(atMost, foreignLimits.objectBytes));
      if (!isObject(path) && (left -= bytes?.length ?? 0) < 0) throw endless();
      return bytes;
    });
  return readOnlyFiles({ ...files, read });
}

function noStore(): EaganError {
  return new EaganError('EAGAN_STATE_FOREIGN', 'a foreign folder must have a store (got none, and none is made)');
}

function endless(): EaganError {
  const message =
    'a check may read each small file of a folder about eight times (got more: the same files are named again and again)';
  return new EaganError('EAGAN_STATE_FOREIGN', message);
}

/** Lets only so many act at once; the others wait for their turn. */
function turnsOf(count: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (act) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
