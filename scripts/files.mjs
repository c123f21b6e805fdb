// Opens files without waiting: appends to logs, makes folders in a limited time. Reading: foreign-files.mjs.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Opening a pipe that nobody writes into waits for ever; O_NONBLOCK prevents it. */
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

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
    if (!fstatSync(file).isFile()) throw new Error(`${path} must be a regular file`);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Writes all of a text or of bytes to a descriptor. A disk that fills up takes only a part, and reports it at the next
 * call.
 * @param {number} file
 * @param {string | Uint8Array} contents
 */
export function writeWhole(file, contents) {
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
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

/**
 * Writes a private file that is not there yet, onto the disk. Whoever needs it under another name at once links or
 * renames it.
 * @param {string} path
 * @param {string} text
 */
export function writePrivate(path, text) {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx', flush: true });
}

/** True for a link, also one that leads nowhere. @param {string | Uint8Array} path */
export function isLink(path) {
  try {
    const found = lstatSync(/** @type {string} */ (path), { throwIfNoEntry: false });
    return found?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

/**
 * Whether a path is a folder or lies below it, by their texts. True for the folder itself.
 * @param {string} path
 * @param {string} folder
 */
export const isWithin = (path, folder) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
