// The one file layer: every byte of a store is written here, whole or not at all, and still there after a power cut.
import { constants } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../scripts/files.mjs';
import { createRoomKeeper, type diskSpace } from './disk-space.js';
import { isCode } from './file-errors.js';
import { explained, syncFolder, unlessAbsent, type FileIo } from './file-io.js';
import { replace, temporaryPrefix, writeNew, type Writing } from './file-writes.js';
import { createFolders } from './folders.js';

export type { FileIo } from './file-io.js';

export interface FileLayer {
  /**
   * Writes a file that must not exist yet; false, and nothing changed, when it does (also against other processes). For
   * the small lines of a run's state, which may take half of the disk's reserve.
   */
  writeNew(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes a file, in place of an older one if there is one; readers see the old or the new, never a part. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** The file's bytes; null when it does not exist. */
  read(path: string): Promise<Uint8Array | null>;
  /** Size in bytes, and when it was last written or refreshed (ms since 1970); null when it does not exist. */
  look(path: string): Promise<FileLook | null>;
  /**
   * Before something is built on a file that another process may have written: makes sure that its name is on the disk.
   */
  settle(path: string): Promise<void>;
  /** Makes a file as young as one that was just written; false when it does not exist. */
  refresh(path: string): Promise<boolean>;
  /** Names in a folder, sorted, without unfinished files; none when the folder does not exist. */
  list(folder: string): Promise<string[]>;
  /** Moves a file and makes the target's folder; true when it was there to be moved. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file or a folder with all in it; nothing happens when it does not exist. */
  remove(path: string): Promise<void>;
  /** Removes a folder in which nothing is left. */
  removeEmpty(folder: string): Promise<void>;
}

export interface FileLook {
  readonly size: number;
  readonly modifiedAt: number;
}

export interface FileLayerOptions {
  /** `node:fs/promises` unless told otherwise. */
  readonly io?: FileIo;
  /** Folders are on the disk for good from here downwards. */
  readonly root?: string;
  /** Tells how full a folder's disk is; statfs(2) unless told otherwise. */
  readonly space?: typeof diskSpace;
}

/** Never waits: a pipe where a file should be reads as an empty file, and folders are made in a limited time. */
const systemFiles: FileIo = {
  ...nodeFiles,
  readFile: ((path: string) => nodeFiles.readFile(path, { flag: constants.O_RDONLY | constants.O_NONBLOCK })) as never,
  mkdir: makeFolder as never,
};

/** The kernel brings every name to the disk within half a minute by itself. */
const settledAfterMs = 60_000;

/** A file layer, for one store. */
export function createFileLayer({ io = systemFiles, root, space }: FileLayerOptions = {}): FileLayer {
  const folders = createFolders(io, root);
  const writing: Writing = { io, folders, keepRoom: createRoomKeeper(space) };
  const look = (path: string): Promise<FileLook | null> => lookAt(io, path);
  return {
    writeNew: (path, bytes) => writeNew(writing, path, bytes),
    replace: (path, bytes) => replace(writing, path, bytes),
    read: (path) => unlessAbsent(path, () => io.readFile(path)),
    look,
    async settle(path) {
      const found = await look(path);
      if (!found || Date.now() - found.modifiedAt > settledAfterMs) return;
      await folders.make(dirname(path));
      await syncFolder(io, dirname(path));
    },
    refresh: async (path) => (await unlessAbsent(path, () => touch(io, path))) !== null,
    async list(folder) {
      const names = (await unlessAbsent(folder, () => io.readdir(folder))) ?? [];
      return names.filter((name) => !name.startsWith(temporaryPrefix)).sort();
    },
    async move(from, to) {
      await folders.make(dirname(to));
      const moved = await unlessAbsent(from, async () => (await io.rename(from, to), true));
      if (moved) await syncFolder(io, dirname(to));
      return moved ?? false;
    },
    async remove(path) {
      await explained(path, () => io.rm(path, { recursive: true, force: true }));
      folders.forget(path);
    },
    async removeEmpty(folder) {
      await explained(folder, () => unlessInUse(() => io.rmdir(folder)));
      folders.forget(folder);
    },
  };
}

async function lookAt(io: FileIo, path: string): Promise<FileLook | null> {
  const found = await unlessAbsent(path, () => io.stat(path));
  return found && { size: found.size, modifiedAt: found.mtimeMs };
}

async function touch(io: FileIo, path: string): Promise<true> {
  const now = new Date();
  await io.utimes(path, now, now);
  return true;
}

async function unlessInUse(removeFolder: () => Promise<void>): Promise<void> {
  try {
    await removeFolder();
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
