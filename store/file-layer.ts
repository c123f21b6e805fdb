// The one file layer: writes every byte of a store, as a whole or not at all, so that it survives a power cut.
import { constants } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import { isLink, makeFolder } from '../scripts/files.mjs';
import { ForeignFileError, readRegular } from '../scripts/foreign-files.mjs';
import { createRoomKeeper, type diskSpace } from './disk-space.js';
import { isCode } from './file-errors.js';
import { explained, syncFolder, unlessAbsent, type FileIo } from './file-io.js';
import { replace, temporaryPrefix, writeNew, type Writing } from './file-writes.js';
import { createFolders } from './folders.js';
import { createLinkGuard } from './link-guard.js';
import { inTurns } from './turns.js';

export type { FileIo } from './file-io.js';

export interface FileLayer {
  /**
   * Writes a file that must not exist yet. Returns false and changes nothing if it exists, also if another process has
   * just made it. For the small lines of a run's state, which may use half of the disk's reserve.
   */
  writeNew(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes a file and replaces an older one. Readers see the old or the new file, never a part. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * The file's bytes; null if it does not exist. Instead of a link, of anything else that is no regular file, and of a
   * file that is too large (`atMost`; by default for a line of a run's state) it returns no bytes: every reader takes
   * that for damage.
   */
  read(path: string, atMost?: number): Promise<Uint8Array | null>;
  /** Size in bytes, and when it was last written or refreshed (ms since 1970); null if it does not exist, or a link. */
  look(path: string): Promise<FileLook | null>;
  /**
   * Makes sure that a file's name is on the disk, before something relies on a file that another process may have
   * written.
   */
  settle(path: string): Promise<void>;
  /** Sets a file's time to now; false if it does not exist. */
  refresh(path: string): Promise<boolean>;
  /** Names in a folder, sorted, without unfinished files; none if the folder does not exist. */
  list(folder: string): Promise<string[]>;
  /** Moves a file and makes the target's folder; false if it does not exist. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file or a folder with its contents; does nothing if it does not exist. */
  remove(path: string): Promise<void>;
  /** Removes a folder if it is empty. */
  removeEmpty(folder: string): Promise<void>;
}

interface FileLook {
  readonly size: number;
  readonly modifiedAt: number;
}

export interface FileLayerOptions {
  /** `node:fs/promises` by default. */
  readonly io?: FileIo;
  /** Folders from here downwards are made to survive a power cut, and must not be links. */
  readonly root?: string;
  /** How full a folder's disk is; statfs(2) by default. */
  readonly space?: typeof diskSpace;
}

/** Never waits: only regular files are read, and making folders takes a limited time. */
const systemFiles: FileIo = {
  ...nodeFiles,
  readFile: (path, { atMost }) => readRegular(path, { atMost, links: 'refuse' }),
  mkdir: makeFolder as never,
};

/** The kernel syncs every name within half a minute by itself. */
const settledAfterMs = 60_000;

/** The largest file of a run's state is the frozen pipeline with the texts of its files: at most some 5 MiB. */
const mostStateBytes = 16 * 1024 * 1024;
const readFlag = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * Files that are read at the same moment. A long run has more files than a process may have open, and whoever reads all
 * of them should not have to count.
 */
const readAtOnce = 64;

/** A file layer, for one store. */
export function createFileLayer({ io = systemFiles, root, space }: FileLayerOptions = {}): FileLayer {
  const folders = createFolders(io, root);
  const writing: Writing = { io, folders, keepRoom: createRoomKeeper(space) };
  const guard = createLinkGuard(root);
  const reading = inTurns(readAtOnce);
  /** The path, if no folder on the way to it is a link. */
  const own = (path: string): string => (guard(dirname(path)), path);
  const look = async (path: string): Promise<FileLook | null> => (isLink(own(path)) ? null : lookAt(io, path));
  return {
    writeNew: async (path, bytes) => writeNew(writing, own(path), bytes),
    replace: async (path, bytes) => replace(writing, own(path), bytes),
    read: async (path, atMost = mostStateBytes) =>
      unlessAbsent(own(path), () => reading(() => io.readFile(path, { atMost, flag: readFlag })).catch(damagedBytes)),
    look,
    settle: async (path) => {
      if (isYoung(await look(path))) await syncName(writing, path);
    },
    refresh: async (path) => !isLink(own(path)) && (await unlessAbsent(path, () => touch(io, path))) !== null,
    async list(folder) {
      guard(folder);
      const names = (await unlessAbsent(folder, () => io.readdir(folder))) ?? [];
      return names.filter((name) => !name.startsWith(temporaryPrefix)).sort();
    },
    async move(from, to) {
      own(from);
      await folders.make(dirname(own(to)));
      const moved = await unlessAbsent(from, async () => (await io.rename(from, to), true));
      if (moved) await syncFolder(io, dirname(to));
      return moved ?? false;
    },
    async remove(path) {
      await explained(own(path), () => io.rm(path, { recursive: true, force: true }));
      folders.forget(path);
    },
    async removeEmpty(folder) {
      await explained(own(folder), () => unlessInUse(() => io.rmdir(folder)));
      folders.forget(folder);
    },
  };
}

const isYoung = (found: FileLook | null): boolean => found !== null && Date.now() - found.modifiedAt <= settledAfterMs;

async function syncName({ io, folders }: Writing, path: string): Promise<void> {
  await folders.make(dirname(path));
  await syncFolder(io, dirname(path));
}

/** What no honest writer leaves: a link, a pipe, a file that is too large. Node's own call says ELOOP for a link. */
function damagedBytes(error: unknown): Uint8Array {
  if (error instanceof ForeignFileError || isCode(error, 'ELOOP', 'ENXIO')) return new Uint8Array(0);
  throw error;
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
