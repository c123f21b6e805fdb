// What is trusted on this machine, and why not: files and folders that only this user, root or administrators can
// change. Everything that the program runs, believes or writes into is looked at here first.
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin } from './files.mjs';
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

/** More than any system follows. */
const mostLinks = 100;

/**
 * Why a path is not trusted; null if it is, or if it does not exist and could be made safely. Looks at the path, at
 * every folder above it, and at the links on the way.
 * @param {string} path
 * @param {TrustOptions} options
 * @returns {Distrust | null}
 */
export function distrustOf(path, { env = process.env, safe = [] } = {}) {
  if (!process.geteuid) return null;
  const byName = new Set([...safeFolders(env, distrustByLooks(safeFoldersFile(env)) === null), ...safe]);
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
  const fix = `Move it away, for example: mv ${shellWord(path)} ${shellWord(`${path}.old`)}`;
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
 * Whose entries a trusted folder may have: this user's and root's, and those of its owner if it is trusted by name.
 * @param {string} folder
 * @returns {ReadonlySet<number>}
 */
export const ownersIn = (folder) => new Set([0, ownUser(), ...[look(folder)?.uid ?? 0]]);

/**
 * Why something in a trusted folder is not trusted: it or a folder in it belongs to others, can be changed by them, or
 * is a link. null if everything is in order.
 * @param {string} folder
 * @param {ReadonlySet<number>} own owners that are trusted there
 * @returns {Distrust | null}
 */
export function distrustBelow(folder, own) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = look(path);
    if (!found) continue;
    const kind = found.isDirectory() ? 'folder' : 'file';
    if (!kinds[kind].accepts(found)) return entryDistrust(path, kind);
    const distrust = ownerComplaint(path, found, own, true) ?? modeComplaint(path, found, own, true);
    const inner = distrust ?? (found.isDirectory() ? distrustBelow(path, own) : null);
    if (inner) return inner;
  }
  return null;
}

/**
 * @param {Distrust} distrust
 * @param {string} asked the path that the person named
 * @param {string} [otherwise]
 */
export function notTrusted({ path, required, found, fix, isPossible = true }, asked = path, otherwise) {
  const folder = look(asked)?.isFile() ? dirname(asked) : asked;
  const byName = isPossible ? [`To use it as it is, type: eagan trust ${shellWord(folder)}`] : [];
  const cure = [fix, ...byName, ...(otherwise ? [otherwise] : [])].join('\n');
  return new SetupError('EAGAN_NOT_TRUSTED', `${path} must ${required} (${found})`, cure);
}

/**
 * The same without the folders that are trusted by name, or with only these.
 * @param {string} path
 * @param {ReadonlySet<string>} byName
 * @returns {Distrust | null}
 */
export function distrustByLooks(path, byName = new Set()) {
  const own = new Set([0, ownUser()]);
  /** @type {{ folder: string, owners: ReadonlySet<number> } | null} */
  let named = null;
  let complaints = /** @type {Distrust[]} */ ([]);
  for (const { at, found, isLast } of way(path)) {
    if (named && !isWithin(at, named.folder)) named = null; // a link led out of it
    if (byName.has(at)) {
      named = { folder: at, owners: new Set([...own, found.uid]) };
      complaints = complaints.filter((complaint) => !isWithin(at, complaint.path));
    }
    const complaint = ownerComplaint(at, found, named?.owners ?? own, isLast);
    const worse = complaint ?? (named ? null : modeComplaint(at, found, own, isLast));
    if (worse) complaints.push(worse);
  }
  // A folder that a person named is not there yet: it will be made.
  if (byName.has(path) && !look(path)) return null;
  return complaints[0] ?? null;
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
    const isLast = rest.length === 0;
    if (!isLast && !found.isDirectory() && !found.isSymbolicLink()) return; // nothing can be below it
    yield { at, found, isLast };
    if (found.isSymbolicLink()) {
      const target = readlinkSync(at);
      if (isAbsolute(target)) folder = '/';
      rest.unshift(...target.split('/').filter(Boolean));
      links++;
    } else folder = at;
  }
}

/**
 * @param {string} at
 * @param {Stats} found
 * @param {ReadonlySet<number>} owners
 * @param {boolean} isLast
 * @returns {Distrust | null}
 */
function ownerComplaint(at, { uid }, owners, isLast) {
  if (owners.has(uid)) return null;
  const fix = isLast
    ? `If all that is in it is yours (made with sudo, for example), type: sudo chown -R "$(id -un)" ${shellWord(at)}`
    : `Whoever owns ${shellWord(at)} can replace what is in it: choose a place that is not below it.`;
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
    const fix = `If only you have changed it, type: chmod ${isLast ? '-R ' : ''}go-w ${shellWord(at)}`;
    return { path: at, required: 'not be writable by other users', found: `its mode is ${octal}`, fix };
  }
  if (!(mode & 0o020) || groupIsWithin(gid, owners)) return null;
  const reason = `its mode is ${octal} and its group is ${groupText(gid)}`;
  const fix = `If only you have changed it, type: chmod ${isLast ? '-R ' : ''}g-w ${shellWord(at)}`;
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
export const shellWord = (path) => (/^[\w./+:@%-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
