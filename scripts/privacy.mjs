// What this program makes is private: other users can neither read nor change it.
import { chmodSync, lstatSync } from 'node:fs';
import { ownUser } from './users.mjs';

/** The umask of the person who started this process: for files that this person names. */
let umaskOfUser = /** @type {number | null} */ (null);

/** Every process of ours calls it before it makes a file. Its children inherit it. */
export function becomePrivate() {
  umaskOfUser ??= process.umask(0o077);
}

/**
 * Makes what belongs to the program itself, such as node_modules: whoever the owner lets read it may use it, and only
 * the owner changes it.
 * @template T
 * @param {() => T} make makes files, or starts a process that does, before it returns
 * @returns {T}
 */
export const withUmaskOfProgram = (make) => withUmask(userUmask() | 0o022, make);

/**
 * Makes files that a person named, such as the pipeline of `eagan init`: they get the rights that this person gives to
 * new files.
 * @template T
 * @param {() => T} make writes before it returns
 * @returns {T}
 */
export const withUmaskOfUser = (make) => withUmask(userUmask(), make);

const userUmask = () => umaskOfUser ?? process.umask();

/** @template T @param {number} mask @param {() => T} make @returns {T} */
function withUmask(mask, make) {
  const before = process.umask(mask);
  try {
    return make();
  } finally {
    process.umask(before);
  }
}

/**
 * Takes the rights of others from a file or folder of this user. An earlier version may have made it. On a read-only
 * disk nothing changes, and the folder above keeps others out. A file that is gone needs nothing.
 * @param {string} path
 */
export function makePrivate(path) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink() || found.uid !== ownUser() || !(found.mode & 0o077)) return;
  try {
    chmodSync(path, found.mode & 0o700);
  } catch (error) {
    if (!['EROFS', 'EPERM', 'ENOENT'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
}
