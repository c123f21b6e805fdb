// Reads one image file, and only what is a regular file: a pipe, a socket or a device is never opened and never waited for.
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import type { BytePath } from './names.js';

/** What was read; without bytes, why not. */
export interface FileRead {
  readonly bytes: Uint8Array | null;
  readonly problem: string | null;
}

/** In memory of its own: what comes out of Node's shared buffers cannot be moved to another thread. Never throws. */
export function readRegularFile(path: BytePath): FileRead {
  try {
    assertRegular(statSync(path as string));
    return { bytes: readOpen(path), problem: null };
  } catch (error) {
    return { bytes: null, problem: error instanceof NotRegular ? error.message : reasonOf(path, error) };
  }
}

/** Non-blocking, because what was a file a moment ago may be a pipe now. */
function readOpen(path: BytePath): Uint8Array {
  const file = openSync(path as string, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    assertRegular(fstatSync(file));
    return new Uint8Array(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

class NotRegular extends Error {}

function assertRegular(found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isFIFO()
    ? 'a pipe (FIFO)'
    : found.isSocket()
      ? 'a socket'
      : found.isDirectory()
        ? 'a folder'
        : 'a device';
  throw new NotRegular(`${kind}, not a regular file`);
}

function reasonOf(path: BytePath, error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return isLink(path) ? 'a link that leads nowhere' : 'no longer there';
  return reasons[code] ?? `cannot be read (${code})`;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that leads to itself',
  ENXIO: 'a socket or device, not a regular file',
  EIO: 'the disk gives an error (EIO)',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB',
};

function isLink(path: BytePath): boolean {
  try {
    return lstatSync(path as string).isSymbolicLink();
  } catch {
    return false;
  }
}
