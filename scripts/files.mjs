// Files as the program may open them without waiting: only regular ones are read, logs are appended to, folders are
// made in a limited time.
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Opening a pipe that nobody writes into waits for ever; with this flag it does not. */
const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** What stands at a path is no regular file: opening it could wait for ever, read for ever, or do something. */
export class NotRegularError extends Error {
  /** @param {string} kind @param {string | Uint8Array} path */
  constructor(kind, path) {
    super(`${Buffer.from(path).toString()} must be a regular file (got ${kind})`);
    this.name = 'NotRegularError';
    this.kind = kind;
  }
}

/**
 * The bytes of a regular file. Throws NotRegularError for anything else, and what the system says.
 * @param {string | Uint8Array} path bytes where the name is not UTF-8
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

/** What it is instead of a regular file; null: it is one. @param {import('node:fs').Stats} found */
function kindOf(found) {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/**
 * Reading by a descriptor leaves the path out of the error.
 * @param {unknown} error
 * @param {string | Uint8Array} path
 */
function named(error, path) {
  return error instanceof NotRegularError ? error : Object.assign(/** @type {object} */ (error), { path });
}

/**
 * Opens a log for appending and returns its descriptor; one larger than `largeBytes` becomes `<name>.1` first. A log
 * that cannot be written
 * stops nothing: then it is /dev/null.
 * @param {string} path
 * @param {number} largeBytes
 */
export function openLog(path, largeBytes) {
  try {
    makeFolderSync(dirname(path));
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() && found.size > largeBytes) renameSync(path, `${path}.1`);
    return openRegular(path);
  } catch {
    return openSync('/dev/null', O_WRONLY);
  }
}

/** @param {string} path */
function openRegular(path) {
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o666);
  try {
    requireRegular(fstatSync(file), path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Writes all of a text to a descriptor: a disk that fills up takes only a part of it, and says so at the next call.
 * @param {number} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** The same for a log: what cannot be written is dropped. @param {number} file @param {string} text */
export function writeLog(file, text) {
  try {
    writeWhole(file, text);
  } catch {
    // The disk is full, or the log was taken away: the work goes on without it.
  }
}

/** Lets this process live when nobody reads what it writes, or the disk of its log is full. */
export function surviveStreams() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Makes a folder and those above it; Node's own `recursive` never ends where the system makes no folders (/proc).
 * Returns the first one that
 * it made.
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
 * The same without holding up this process.
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
 * A folder of that name, also where the system refuses to make one for another reason.
 * @param {unknown} error
 * @param {string} path
 */
function isThere(error, path) {
  if (isMissing(error)) return false;
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
