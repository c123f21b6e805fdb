// The user's cache folder: entries keyed by version and platform, complete or absent, checked by size, time and
// SHA-256.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isFolder, isWithin, makeFolder } from './files.mjs';
import { distrustBelow, distrustOf, notTrusted, ownersIn, requireTrusted, shellWord } from './trust.mjs';

/** @typedef {{ path: string, bytes: number, mtimeMs: number, sha256: string }} EntryFile */
/** @typedef {{ schemaVersion: 1, facts: Record<string, string>, files: EntryFile[] }} EntryMarker */
/**
 * @typedef {{ state: 'ready', folder: string, marker: EntryMarker } | { state: 'absent' | 'corrupt', reason: string }}
 * EntryState
 */

const MARKER = 'entry.json';

/** The lock of a cache entry. @param {string} entry its folder */
export const entryLock = (entry) => `${entry}.lock`;

/** The folder of the toolchains: EAGAN_CACHE, else `eagan` below XDG_CACHE_HOME, else ~/.cache/eagan. */
export function cacheFolder(env = process.env) {
  if (env['EAGAN_CACHE']) return resolve(env['EAGAN_CACHE']);
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'eagan');
}

/**
 * Looks an entry up. A file with another size is corrupt. A file with another time is hashed; with `verify` every file
 * is. Throws EAGAN_NOT_TRUSTED if other users could have changed the entry.
 * @param {string} folder
 * @param {{ verify?: boolean, known?: Record<string, string> }} options `known`: digests that this repository lists
 * @returns {Promise<EntryState>}
 */
export async function readEntry(folder, { verify = false, known = {} } = {}) {
  requireTrustedEntry(folder);
  const marker = await readMarker(folder);
  if (!marker) return { state: 'absent', reason: `nothing at ${folder}` };
  for (const [path, sha256] of Object.entries(known)) {
    const found = marker.files.find((file) => file.path === path);
    if (found?.sha256 !== sha256) return { state: 'corrupt', reason: `${join(folder, path)} is not the published one` };
  }
  for (const file of marker.files) {
    const complaint = await fileComplaint(folder, file, verify);
    if (complaint) return { state: 'corrupt', reason: `${join(folder, file.path)} ${complaint}` };
  }
  return { state: 'ready', folder, marker };
}

/**
 * An entry attests itself by its own digests: so only what nobody else can change is an entry.
 * @param {string} folder
 */
function requireTrustedEntry(folder) {
  const cache = dirname(folder);
  const distrust =
    distrustOf(cache) ?? distrustOf(folder) ?? (isFolder(folder) ? distrustBelow(folder, ownersIn(cache)) : null);
  if (!distrust) return;
  const { path } = distrust;
  const fix = isWithin(path, cache)
    ? `It may hold programs of others. Remove it, then set up again: rm -rf ${shellWord(isWithin(path, folder) ? folder : path)}`
    : distrust.fix;
  throw notTrusted({ ...distrust, fix }, cache, 'Or choose another cache with EAGAN_CACHE.');
}

/** @param {string} folder @returns {Promise<EntryMarker | null>} */
async function readMarker(folder) {
  try {
    const marker = JSON.parse(await readFile(join(folder, MARKER), 'utf8'));
    return marker.schemaVersion === 1 && Array.isArray(marker.files) ? marker : null;
  } catch {
    return null;
  }
}

/** @param {string} folder @param {EntryFile} file @param {boolean} verify */
async function fileComplaint(folder, file, verify) {
  const path = join(folder, file.path);
  if (!isWithin(path, folder)) return 'is outside the entry';
  const found = await stat(path).catch(() => null);
  if (!found) return 'is missing';
  if (found.size !== file.bytes) return `has ${found.size} bytes instead of ${file.bytes}`;
  const touched = Math.abs(found.mtimeMs - file.mtimeMs) > 1;
  if ((verify || touched) && (await sha256OfFile(path)) !== file.sha256) return 'has changed: its SHA-256 differs';
  return null;
}

/** @param {string} path */
async function sha256OfFile(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Makes an entry: `build` fills a folder with a temporary name, which is then flushed, marked and renamed. If it is
 * killed at any moment, the entry is absent or complete. Call it under the entry's lock: it removes what killed
 * attempts of this host left.
 * @param {string} folder
 * @param {(partial: string) => Promise<Record<string, string>>} build gives facts to remember with the entry
 * @returns {Promise<{ state: 'ready', folder: string, marker: EntryMarker }>}
 */
export async function makeEntry(folder, build) {
  requireTrusted(dirname(folder), { otherwise: 'Or choose another cache with EAGAN_CACHE.' });
  await removeLeftovers(folder);
  const partial = join(dirname(folder), `${leftoverPrefix(folder)}${process.pid}-${randomBytes(4).toString('hex')}`);
  await makeFolder(partial);
  try {
    const facts = await build(partial);
    const marker = /** @type {EntryMarker} */ ({ schemaVersion: 1, facts, files: await sealFiles(partial) });
    await writeFile(join(partial, MARKER), JSON.stringify(marker, null, 1) + '\n', { flush: true });
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return { state: 'ready', folder, marker };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Hidden, beside the entry. It names the host because two hosts may build in a shared home.
 * @param {string} folder
 */
const leftoverPrefix = (folder) => `.${basename(folder)}.partial-${hostname()}-`;

/** @param {string} folder */
async function removeLeftovers(folder) {
  const parent = dirname(folder);
  await makeFolder(parent);
  const left = (await readdir(parent)).filter((name) => name.startsWith(leftoverPrefix(folder)));
  for (const name of left) await rm(join(parent, name), { recursive: true, force: true });
}

/** Flushes and hashes every file below a folder. @param {string} folder @returns {Promise<EntryFile[]>} */
async function sealFiles(folder) {
  const listed = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = listed.filter((item) => item.isFile()).map((item) => join(item.parentPath ?? item.path, item.name));
  const files = [];
  for (const path of paths.sort()) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
    const { size, mtimeMs } = await stat(path);
    files.push({ path: path.slice(folder.length + 1), bytes: size, mtimeMs, sha256: await sha256OfFile(path) });
  }
  return files;
}
