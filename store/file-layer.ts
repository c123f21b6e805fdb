// The one file layer: every byte of a store is written here, whole or not at all, and still there after a power cut.
import { randomBytes } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { passFaultPoint } from './fault-points.js';
import { explainFileError, isCode } from './file-errors.js';

/** The calls that reach the disk; tests put failing ones in their place. */
export type FileIo = Pick<
  typeof nodeFiles,
  'open' | 'link' | 'rename' | 'unlink' | 'mkdir' | 'readdir' | 'readFile' | 'stat' | 'rm'
>;

export interface FileLayer {
  /** Writes a file that must not exist yet; false, and nothing changed, when it does (also against other processes). */
  writeNew(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes a file, in place of an older one if there is one; readers see the old or the new, never a part. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** The file's bytes; null when it does not exist. */
  read(path: string): Promise<Uint8Array | null>;
  /** Size in bytes; null when it does not exist. */
  size(path: string): Promise<number | null>;
  /** Names in a folder, sorted, without unfinished files; none when the folder does not exist. */
  list(folder: string): Promise<string[]>;
  /** Moves a file and makes the target's folder; true when it was there to be moved. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file or a folder with all in it; nothing happens when it does not exist. */
  remove(path: string): Promise<void>;
}

const temporaryPrefix = '.tmp-';
/** One write call takes at most this much: Linux stops at 2 GiB, and other work gets its turn in between. */
const writeChunkBytes = 64 * 1024 * 1024;

/** A file layer over the given calls; `node:fs/promises` unless told otherwise. */
export function createFileLayer(io: FileIo = nodeFiles): FileLayer {
  const makeFolder = folderMaker(io);
  return {
    writeNew: (path, bytes) => writeNew(io, makeFolder, path, bytes),
    replace: (path, bytes) => replace(io, makeFolder, path, bytes),
    read: (path) => unlessAbsent(path, () => io.readFile(path)),
    size: (path) => unlessAbsent(path, async () => (await io.stat(path)).size),
    list: async (folder) => {
      const names = (await unlessAbsent(folder, () => io.readdir(folder))) ?? [];
      return names.filter((name) => !name.startsWith(temporaryPrefix)).sort();
    },
    move: (from, to) => move(io, makeFolder, from, to),
    remove: (path) => explained(path, () => io.rm(path, { recursive: true, force: true })),
  };
}

type MakeFolder = (folder: string, again?: 'again') => Promise<void>;

async function writeNew(io: FileIo, makeFolder: MakeFolder, path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(io, makeFolder, path, bytes);
  passFaultPoint('file.written', path);
  try {
    // link(2) fails when the name is taken, which rename(2) would silently overwrite.
    await io.link(temporary, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw explainFileError(error, path, 'link');
  } finally {
    await io.unlink(temporary).catch(() => undefined);
  }
  passFaultPoint('file.named', path);
  await syncFolder(io, dirname(path));
  return true;
}

async function replace(io: FileIo, makeFolder: MakeFolder, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(io, makeFolder, path, bytes);
  passFaultPoint('file.written', path);
  try {
    await io.rename(temporary, path);
  } catch (error) {
    await io.unlink(temporary).catch(() => undefined);
    throw explainFileError(error, path);
  }
  passFaultPoint('file.named', path);
  await syncFolder(io, dirname(path));
}

async function move(io: FileIo, makeFolder: MakeFolder, from: string, to: string): Promise<boolean> {
  await makeFolder(dirname(to));
  const moved = await unlessAbsent(from, async () => (await io.rename(from, to), true));
  if (moved) await syncFolder(io, dirname(to));
  return moved ?? false;
}

/** The bytes under a name of their own beside the target, on the disk for good. */
async function writeTemporary(io: FileIo, makeFolder: MakeFolder, path: string, bytes: Uint8Array): Promise<string> {
  const own = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dirname(path), `${temporaryPrefix}${basename(path).slice(0, 80)}-${own}`);
  try {
    const handle = await openNew(io, makeFolder, temporary);
    try {
      await writeAll(handle, bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await io.unlink(temporary).catch(() => undefined);
    throw explainFileError(error, path);
  }
  return temporary;
}

/** Opens a new file; makes its folder, again if another process removed it since. */
async function openNew(io: FileIo, makeFolder: MakeFolder, path: string): Promise<nodeFiles.FileHandle> {
  await makeFolder(dirname(path));
  try {
    return await io.open(path, 'wx');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    await makeFolder(dirname(path), 'again');
    return io.open(path, 'wx');
  }
}

async function writeAll(handle: nodeFiles.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, Math.min(writeChunkBytes, bytes.length - offset));
    offset += bytesWritten;
  }
}

/** Makes folders, each remembered, and syncs the parents of new ones: else a new folder's name may be lost with all in it. */
function folderMaker(io: FileIo): MakeFolder {
  const known = new Set<string>();
  return async (folder, again) => {
    if (known.has(folder) && !again) return;
    await explained(folder, async () => {
      const first = await io.mkdir(folder, { recursive: true });
      for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) {
        await syncFolder(io, dirname(made));
      }
    });
    known.add(folder);
  };
}

async function syncFolder(io: FileIo, folder: string): Promise<void> {
  await explained(folder, async () => {
    const handle = await io.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function unlessAbsent<T>(path: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw explainFileError(error, path);
  }
}

async function explained<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw explainFileError(error, path);
  }
}
