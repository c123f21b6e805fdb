// The one way to open files that may come from a stranger: regular files only, at most so many bytes, and where asked
// no links and nothing outside of named folders. test/security/one-way-to-read.test.ts lists who reads by other ways.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import { reachOf, outside, resolveWithin } from './confine.mjs';
import { ForeignFileError } from './foreign-file-error.mjs';

export { ForeignFileError } from './foreign-file-error.mjs';

/** Opening a pipe that nobody writes into waits for ever; O_NONBLOCK prevents it. */
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** One call reads at most this much: Linux stops at 2 GiB. */
const chunkBytes = 64 * 1024 * 1024;
/** What is in memory of a file that is only looked through. */
const partBytes = 4 * 1024 * 1024;

/**
 * @typedef {object} ReadLimits
 * @property {number} atMost bytes; a larger file is refused before anything is read
 * @property {'follow' | 'refuse'} [links] what to do if the path itself is a link; `follow` by default
 */

/**
 * The bytes of a regular file. Throws ForeignFileError for anything else, and system errors.
 * @param {string | Uint8Array} path bytes if the name is not UTF-8
 * @param {ReadLimits} limits
 * @returns {Buffer}
 */
export function readRegularFile(path, limits) {
  return withRegular(path, limits, (file) => readOpen(file, path, limits.atMost));
}

/**
 * Shows a large regular file part by part, in order. Each part is valid only during its call.
 * @param {string} path
 * @param {ReadLimits} limits
 * @param {(part: Uint8Array) => void} visit
 */
export function visitRegularFile(path, limits, visit) {
  withRegular(path, limits, (file) => visitOpen(file, path, limits.atMost, visit));
}

/**
 * @template T
 * @param {string | Uint8Array} path
 * @param {ReadLimits} limits
 * @param {(file: number) => T} use
 */
function withRegular(path, { links }, use) {
  const file = openRegular(path, links);
  try {
    return use(file);
  } catch (error) {
    throw named(error, path);
  } finally {
    closeSync(file);
  }
}

/**
 * The same for a file that must lie in one of the folders, wherever links lead: resolved first, then confined. What was
 * opened is asked where it lies, so that exchanging a link at the same moment does not help.
 * @param {string} path absolute
 * @param {readonly string[]} folders absolute
 * @param {{ readonly atMost: number, readonly allow: string }} limits `allow`: how a person allows another folder
 * @returns {Buffer}
 */
export function readConfinedFile(path, folders, { atMost, allow }) {
  return withConfined(path, folders, allow, (file) => readOpen(file, path, atMost));
}

/**
 * `visitRegularFile` for a file that must lie in one of the folders.
 * @param {string} path absolute
 * @param {readonly string[]} folders absolute
 * @param {{ readonly atMost: number, readonly allow: string }} limits
 * @param {(part: Uint8Array) => void} visit
 */
export function visitConfinedFile(path, folders, { atMost, allow }, visit) {
  withConfined(path, folders, allow, (file) => visitOpen(file, path, atMost, visit));
}

/**
 * @template T
 * @param {string} path
 * @param {readonly string[]} folders
 * @param {string} allow
 * @param {(file: number) => T} use
 */
function withConfined(path, folders, allow, use) {
  const place = resolveWithin(path, folders, allow);
  return withRegular(place, { atMost: 0, links: 'refuse' }, (file) => {
    try {
      if (!reachOf(folders)(placeOf(file, place))) throw outside(path, folders, allow);
      return use(file);
    } catch (error) {
      throw named(error, path);
    }
  });
}

/**
 * The path of an open file, as the kernel knows it; where it does not tell, that of the same file by its name.
 * @param {number} file
 * @param {string} place
 */
function placeOf(file, place) {
  try {
    return readlinkSync(`/proc/self/fd/${file}`);
  } catch {
    const [opened, found] = [fstatSync(file), lstatSync(place)];
    return opened.ino === found.ino && opened.dev === found.dev ? realpathSync.native(place) : '';
  }
}

/** @param {string | Uint8Array} path @param {ReadLimits['links']} [links] */
export function openRegular(path, links = 'follow') {
  const name = /** @type {import('node:fs').PathLike} */ (path);
  // Opening alone can have an effect (a device), so look first; what was opened is looked at again.
  requireRegular(links === 'refuse' ? lstatSync(name) : statSync(name), path);
  const file = openSync(name, O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0));
  try {
    requireRegular(fstatSync(file), path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @param {import('node:fs').Stats} found @param {string | Uint8Array} path */
export function requireRegular(found, path) {
  const kind = kindOf(found);
  if (kind === null) return;
  const refusal = kind === 'a link' ? 'link' : 'notRegular';
  throw new ForeignFileError(
    path,
    refusal,
    kind,
    'must be a regular file',
    'Name a regular file, or copy its contents into one.',
  );
}

/** What it is instead of a regular file; null if it is one. @param {import('node:fs').Stats} found */
export function kindOf(found) {
  if (found.isFile()) return null;
  if (found.isSymbolicLink()) return 'a link';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** @param {number} file @param {string | Uint8Array} path @param {number} atMost */
function readOpen(file, path, atMost) {
  const { size } = fstatSync(file);
  requireSize(size, path, atMost);
  const bytes = Buffer.allocUnsafeSlow(size);
  let read = 0;
  for (let more = 1; more > 0 && read < size; read += more)
    more = readSync(file, bytes, read, Math.min(chunkBytes, size - read), null);
  if (size === 0 && readSync(file, Buffer.alloc(1), 0, 1, null) > 0) throw madeBySystem(path);
  return bytes.subarray(0, read);
}

/** @param {number} file @param {string} path @param {number} atMost @param {(part: Uint8Array) => void} visit */
function visitOpen(file, path, atMost, visit) {
  const { size } = fstatSync(file);
  requireSize(size, path, atMost);
  const part = Buffer.allocUnsafeSlow(Math.max(1, Math.min(size, partBytes)));
  for (let seen = 0, more = 1; more > 0 && seen < size; seen += more) {
    more = readSync(file, part, 0, Math.min(part.length, size - seen), null);
    visit(part.subarray(0, more));
  }
  if (size === 0 && readSync(file, part, 0, 1, null) > 0) throw madeBySystem(path);
}

/**
 * The end of a file, from `from` on if that is later. For logs, which may be long and may grow meanwhile.
 * @param {string} path
 * @param {number} atMost
 * @param {number} [from]
 * @returns {Buffer}
 */
export function readEnd(path, atMost, from = 0) {
  const file = openRegular(path, 'refuse');
  try {
    const { size } = fstatSync(file);
    const start = Math.max(from, size - atMost, 0);
    const bytes = Buffer.alloc(Math.max(0, Math.min(size - start, atMost)));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
  } finally {
    closeSync(file);
  }
}

/**
 * A whole regular file, read without blocking this process: for the files of a store.
 * @param {string} path
 * @param {ReadLimits} limits
 * @returns {Promise<Buffer>}
 */
export async function readRegular(path, { atMost, links = 'follow' }) {
  requireRegular(links === 'refuse' ? await lstat(path) : await stat(path), path);
  const handle = await open(path, O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0));
  try {
    const found = await handle.stat();
    requireRegular(found, path);
    requireSize(found.size, path, atMost);
    const bytes = Buffer.allocUnsafeSlow(found.size);
    let read = 0;
    while (read < found.size) {
      const { bytesRead } = await handle.read(bytes, read, Math.min(chunkBytes, found.size - read), null);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await handle.close();
  }
}

/** @param {number} size @param {string | Uint8Array} path @param {number} atMost */
function requireSize(size, path, atMost) {
  if (size <= atMost) return;
  const most = sizeText(atMost);
  throw new ForeignFileError(
    path,
    'tooLarge',
    sizeText(size),
    `must have at most ${most}`,
    `Name a file of at most ${most}.`,
    size,
  );
}

/** @param {number} bytes */
function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}

/**
 * Files in /proc say that they are empty, but hold what the system tells of processes.
 * @param {string | Uint8Array} path
 */
function madeBySystem(path) {
  const cure = 'Name a file on a disk.';
  return new ForeignFileError(
    path,
    'notRegular',
    'a file that the system makes, as in /proc',
    'must be a regular file',
    cure,
  );
}

/**
 * Errors of reading by a descriptor do not have the path.
 * @param {unknown} error
 * @param {string | Uint8Array} path
 */
export function named(error, path) {
  return error instanceof ForeignFileError ? error : Object.assign(/** @type {object} */ (error), { path });
}
