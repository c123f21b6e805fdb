// What is trusted on this machine, and why not: files and folders that only this user, root or administrators can
// change. Everything that the program runs, believes or writes into is looked at here first.
import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { SetupError } from './setup-error.mjs';
import { safeFolders, safeFoldersFile } from './safe-folders.mjs';
import { groupIsWithin, groupText, ownUser, userText } from './users.mjs';

/** @typedef {import('node:fs').Stats} Stats */
/**
 * `required` and `found` say what is wrong with `path`: `/tmp/x must belong to you or to root (it belongs to nobody)`.
 * `isPossible`: false if it cannot be trusted by name either.
 * @typedef {{ path: string, required: string, found: string, fix: string, isPossible?: boolean }} Distrust
 */
/**
 * `safe`: more folders that are trusted by name.
 * @typedef {{ env?: NodeJS.ProcessEnv, safe?: readonly string[] }} TrustOptions
 */

const mostLinks = 40;

/**
 * Why a path is not trusted; null if it is, or if it does not exist and could be made safely. Looks at the path, at
 * every folder above it, and at the links on the way.
 * @param {string} path
 * @param {TrustOptions} options
 * @returns {Distrust | null}
 */
export function distrustOf(path, { env = process.env, safe = [] } = {}) {
  if (!process.geteuid) return null;
  const byName = new Set([...safeFolders(env, distrustByLooks(safeFoldersFile(env), new Set()) === null), ...safe]);
  return distrustByLooks(resolve(path), byName);
}

/**
 * Throws EAGAN_NOT_TRUSTED if a path is not trusted.
 * @param {string} path
 * @param {TrustOptions & { otherwise?: string }} options `otherwise`: what else can be done
 */
export function requireTrusted(path, { otherwise, ...options } = {}) {
  const distrust = distrustOf(path, options);
  if (distrust) throw notTrusted(distrust, path, otherwise);
}

/**
 * Why an entry of a trusted folder is not what the program made there; null if it is, or if there is none.
 * @param {string} path
 * @param {'folder' | 'file' | 'lock' | 'no link'} kind `lock`: a folder, or a socket of an earlier version
 * @param {TrustOptions} options
 * @returns {Distrust | null}
 */
export function entryDistrust(path, kind, options = {}) {
  const found = look(path);
  if (!found) return null;
  if (kinds[kind].accepts(found)) return distrustOf(path, options);
  const what = found.isSymbolicLink() ? 'it is a link' : 'it is something else';
  const fix = `Move it away, for example: mv ${quoted(path)} ${quoted(`${path}.old`)}`;
  return { path, required: kinds[kind].required, found: what, fix, isPossible: false };
}

/** @type {Record<'folder' | 'file' | 'lock' | 'no link', { required: string, accepts(found: Stats): boolean }>} */
const kinds = {
  folder: { required: 'be a folder', accepts: (found) => found.isDirectory() },
  file: { required: 'be a regular file', accepts: (found) => found.isFile() },
  lock: { required: 'be a folder', accepts: (found) => found.isDirectory() || found.isSocket() },
  'no link': { required: 'not be a link', accepts: (found) => !found.isSymbolicLink() },
};

/**
 * @param {Distrust} distrust
 * @param {string} asked the path that the person named
 * @param {string} [otherwise]
 */
export function notTrusted({ path, required, found, fix, isPossible = true }, asked = path, otherwise) {
  const byName = isPossible ? [`To use it as it is, type: eagan trust ${quoted(asked)}`] : [];
  const cure = [fix, ...byName, ...(otherwise ? [otherwise] : [])].join('\n');
  return new SetupError('EAGAN_NOT_TRUSTED', `${path} must ${required} (${found})`, cure);
}

/** @param {string} path @param {ReadonlySet<string>} byName @returns {Distrust | null} */
function distrustByLooks(path, byName) {
  const owners = new Set([0, ownUser()]);
  let distrust = /** @type {Distrust | null} */ (null);
  let isNamed = false;
  for (const { at, found, isLast } of way(path)) {
    if (byName.has(at)) [distrust, isNamed] = [null, true];
    if (byName.has(at)) owners.add(found.uid);
    distrust ??= ownerComplaint(at, found, owners) ?? (isNamed ? null : modeComplaint(at, found, owners, isLast));
  }
  return distrust;
}

/**
 * What exists on the way to a path, from the root: folders, the links between them, and the path itself.
 * @param {string} path
 * @returns {Generator<{ at: string, found: Stats, isLast: boolean }>}
 */
function* way(path) {
  const rest = ['/', ...path.split('/')];
  let folder = '/';
  for (let links = 0; rest.length > 0 && links < mostLinks;) {
    const part = /** @type {string} */ (rest.shift());
    if (part === '..') folder = dirname(folder);
    if (['', '.', '..'].includes(part)) continue;
    const at = join(folder, part);
    const found = look(at);
    if (!found) return;
    yield { at, found, isLast: rest.length === 0 };
    if (found.isSymbolicLink()) {
      const target = readlinkSync(at);
      if (isAbsolute(target)) folder = '/';
      rest.unshift(...target.split('/').filter(Boolean));
      links++;
    } else folder = at;
  }
}

/** @param {string} at @param {Stats} found @param {ReadonlySet<number>} owners @returns {Distrust | null} */
function ownerComplaint(at, { uid }, owners) {
  if (owners.has(uid)) return null;
  const fix = `To make it yours, type: sudo chown -R "$(id -un)" ${quoted(at)}`;
  return { path: at, required: 'belong to you or to root', found: `it belongs to ${userText(uid)}`, fix };
}

/**
 * @param {string} at
 * @param {Stats} found
 * @param {ReadonlySet<number>} owners
 * @param {boolean} isLast
 * @returns {Distrust | null}
 */
function modeComplaint(at, found, owners, isLast) {
  const { mode, gid } = found;
  if (found.isSymbolicLink()) return null;
  // In a sticky folder such as /tmp, nobody can move what belongs to others.
  if (found.isDirectory() && !isLast && mode & 0o1000) return null;
  const octal = (mode & 0o7777).toString(8);
  if (mode & 0o002) {
    const fix = `If only you have changed it, type: chmod -R go-w ${quoted(at)}`;
    return { path: at, required: 'not be writable by other users', found: `its mode is ${octal}`, fix };
  }
  if (!(mode & 0o020) || groupIsWithin(gid, owners)) return null;
  const reason = `its mode is ${octal} and its group is ${groupText(gid)}`;
  const fix = `If only you have changed it, type: chmod -R g-w ${quoted(at)}`;
  return { path: at, required: 'not be writable by a group of other users', found: reason, fix };
}

/** What is at a path, links not followed; null if nothing is, or if this user may not look. @param {string} path */
function look(path) {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** A path as a shell reads it. @param {string} path */
const quoted = (path) => (/^[\w./+:@%-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
