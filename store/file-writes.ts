// Writes a file as a whole or not at all: under a temporary name, synced, then renamed, then the folder synced.
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Purpose, RoomKeeper } from './disk-space.js';
import { passFaultPoint } from './fault-points.js';
import { explainFileError, isCode } from './file-errors.js';
import { syncFolder, type FileIo } from './file-io.js';
import type { Folders } from './folders.js';

/** What a write needs. */
export interface Writing {
  readonly io: FileIo;
  readonly folders: Folders;
  readonly keepRoom: RoomKeeper;
}

/** Names of files that are not finished, or never will be. */
export const temporaryPrefix = '.tmp-';
/** One write call takes at most this much: Linux stops at 2 GiB, and other work must get its turn. */
const writeChunkBytes = 64 * 1024 * 1024;
/** Anything larger is not a line of a run's state. */
const lineBytes = 64 * 1024;

/** Writes a file that must not exist yet. Returns false if it exists; its name is then on the disk too. */
export async function writeNew(writing: Writing, path: string, bytes: Uint8Array): Promise<boolean> {
  const { io } = writing;
  const temporary = await writeTemporary(writing, path, bytes, bytes.length <= lineBytes ? 'state' : 'bulk');
  passFaultPoint('file.written', path);
  const isNew = await linkNew(io, temporary, path).finally(() => io.unlink(temporary).catch(() => undefined));
  if (isNew) passFaultPoint('file.named', path);
  // Also after a faster writer: its file is used from here on, and it may have been killed before its own sync.
  await syncFolder(io, dirname(path));
  return isNew;
}

/**
 * link(2) fails if the name is taken; rename(2) would silently overwrite. The name must belong to a file: otherwise
 * whoever reads, finds nothing and writes would do so for ever.
 */
async function linkNew(io: FileIo, temporary: string, path: string): Promise<boolean> {
  let taken: unknown;
  for (let tries = 0; tries < linkTries; tries++) {
    try {
      await io.link(temporary, path);
      return true;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw explainFileError(error, path, 'link');
      taken = error;
    }
    if (await isFileAt(io, path)) return false;
  }
  throw explainFileError(taken, path);
}

/** If another process removes the file meanwhile, its name is free; a link that leads nowhere keeps it. */
const linkTries = 3;

async function isFileAt(io: FileIo, path: string): Promise<boolean> {
  const found = await io.stat(path).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null;
    throw explainFileError(error, path);
  });
  if (found && !found.isFile()) throw explainFileError({ code: found.isDirectory() ? 'EISDIR' : 'ENXIO' }, path);
  return found !== null;
}

/** Writes a file and replaces an older one. */
export async function replace(writing: Writing, path: string, bytes: Uint8Array): Promise<void> {
  const { io } = writing;
  const temporary = await writeTemporary(writing, path, bytes, 'bulk');
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

/**
 * Writes the bytes under a temporary name beside the target and syncs them. If anything fails, the temporary file is
 * thrown away. Above all if the sync fails: a second one would succeed without writing what the first one lost.
 */
async function writeTemporary(writing: Writing, path: string, bytes: Uint8Array, purpose: Purpose): Promise<string> {
  const own = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dirname(path), `${temporaryPrefix}${basename(path).slice(0, 80)}-${own}`);
  try {
    const handle = await openNew(writing, path, temporary, bytes.length, purpose);
    try {
      await writeAll(handle, bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await writing.io.unlink(temporary).catch(() => undefined);
    throw explainFileError(error, path);
  }
  return temporary;
}

/** Opens a new file if there is room for it. Makes its folder, again if another process has removed it. */
async function openNew(
  { io, folders, keepRoom }: Writing,
  path: string,
  temporary: string,
  bytes: number,
  purpose: Purpose,
): Promise<FileHandle> {
  const folder = dirname(path);
  await folders.make(folder);
  await keepRoom(folder, path, bytes, purpose);
  try {
    return await io.open(temporary, 'wx');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    await folders.make(folder, 'again');
    return io.open(temporary, 'wx');
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, Math.min(writeChunkBytes, bytes.length - offset));
    offset += bytesWritten;
  }
}
