// A store that does not wait for the disk, for tests that write whole runs and cut no power.
import * as nodeFiles from 'node:fs/promises';
import { createFileLayer, openStore, type Store } from '../../store/index.js';
import type { FileIo } from '../../store/file-layer.js';
import { temporaryFolder } from './temporary-folder.js';

const open: FileIo['open'] = async (...how) => {
  const handle = await nodeFiles.open(...how);
  handle.sync = async () => undefined;
  return handle;
};

/** A new store in a folder of its own. */
export const emptyStore = (): Promise<Store> => quickStore(temporaryFolder());

/** Opens the store in a folder. */
export function quickStore(folder: string): Promise<Store> {
  return openStore(folder, { files: createFileLayer({ io: { ...nodeFiles, open }, root: folder }) });
}
