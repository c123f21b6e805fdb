// Opens files without waiting: reads only regular ones, appends to logs, makes folders in a limited time.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Opening a pipe that nobody writes into waits for ever; this flag prevents it. */
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The path is not a regular file: opening it could wait for ever, read for ever, or have an effect. */
export class NotRegularError extends Error {
  /** @param {string} kind @param {string | Uint8Array} path */
  constructor(kind, path) {
    super(`${Buffer.from(path).toString()} must be a regular file (got ${kind})`);
    this.name = 'NotRegularError';
    this.kind = kind;
  }
}

/**
 * The bytes of a regular file. Throws NotRegularError for anything else, and system errors.
 * @param {string | Uint8Array} path bytes if the name is not UTF-8
 * @returns {Buffer}
 */
export function readRegularFile(path) {
  const name = /** @type {import('node:fs').PathLike} */ (path);
  requireRegular(statSync(name), path);
  const file = openSync(name, O_RDONLY | O_NONBLOCK);
  try {
    requireRegular(fstatSync(file), path); // it may be another one than a moment ago
    return readFileSync(file);
  } catch (error) {
    throw named(error, path);
  } finally {
    closeSync(file);
  }
}

/** @param {import('node:fs').Stats} found @param {string | Uint8Array} path */
function requireRegular(found, path) {
  const kind = kindOf(found);
  if (kind !== null) throw new NotRegularError(kind, path);
}

/** What it is instead of a regular file; null if it is one. @param {import('node:fs').Stats} found */
function kindOf(found) {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/**
 * Errors of reading by a descriptor do not have the path.
 * @param {unknown} error
 * @param {string | Uint8Array} path
 */
function named(error, path) {
  return error instanceof NotRegularError ? error : Object.assign(/** @type {object} */ (error), { path });
}

/**
 * Opens a log for appending and returns its descriptor. A log larger than `largeBytes` becomes `<name>.1` first. If the
 * log cannot be written, or is a link, the descriptor is that of /dev/null.
 * @param {string} path
 * @param {number} largeBytes
 */
export function openLog(path, largeBytes) {
  try {
    makeFolderSync(dirname(path));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile() && found.size > largeBytes) renameSync(path, `${path}.1`);
    return openRegular(path);
  } catch {
    return openSync('/dev/null', O_WRONLY);
  }
}

/** @param {string} path */
function openRegular(path) {
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW, 0o600);
  try {
    requireRegular(fstatSync(file), path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Writes all of a text to a descriptor. A disk that fills up takes only a part, and reports it at the next call.
 * @param {number} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** The same for a log; drops what cannot be written. @param {number} file @param {string} text */
export function writeLog(file, text) {
  try {
    writeWhole(file, text);
  } catch {
    // The disk is full, or the log was removed: the work continues without it.
  }
}

/** Keeps this process alive if nobody reads its output, or the disk of its log is full. */
export function surviveStreams() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system makes no folders (/proc).
 * Returns the first folder that it made.
 * @param {string} path
 * @returns {string | undefined}
 */
export function makeFolderSync(path) {
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if (isThere(error, path)) return undefined;
    if (!isMissing(error) || dirname(path) === path) throw error;
  }
  const first = makeFolderSync(dirname(path));
  try {
    mkdirSync(path);
    return first ?? path;
  } catch (error) {
    if (isThere(error, path)) return first;
    throw error;
  }
}

/**
 * The same without blocking this process.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
export async function makeFolder(path) {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if (isThere(error, path)) return undefined;
    if (!isMissing(error) || dirname(path) === path) throw error;
  }
  const first = await makeFolder(dirname(path));
  try {
    await mkdir(path);
    return first ?? path;
  } catch (error) {
    if (isThere(error, path)) return first;
    throw error;
  }
}

/** @param {unknown} error */
const isMissing = (error) => /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';

/**
 * True if a folder of that name exists, also if the system refuses to make one for another reason.
 * @param {unknown} error
 * @param {string} path
 */
function isThere(error, path) {
  return !isMissing(error) && isFolder(path);
}

/** True for a folder. One that this user may not look at counts as none. @param {string} path */
export function isFolder(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** True for a link, also one that leads nowhere. @param {string | Uint8Array} path */
export function isLink(path) {
  try {
    return lstatSync(/** @type {string} */ (path)).isSymbolicLink();
  } catch {
    return false;
  }
}
