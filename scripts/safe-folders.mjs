// The folders that a person trusts by name although they look unsafe: as git's safe.directory. They are named in
// EAGAN_SAFE_FOLDERS or in a private file of that person.
import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { makeFolderSync, writePrivate } from './files.mjs';

const variable = 'EAGAN_SAFE_FOLDERS';

/** The file that lists trusted folders, one a line. @param {NodeJS.ProcessEnv} env */
export function safeFoldersFile(env = process.env) {
  const configuration = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  return join(configuration, 'eagan', 'trusted-folders');
}

/**
 * The trusted folders, with and without their links resolved.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} readsFile false if the file itself is not trusted
 * @returns {ReadonlySet<string>}
 */
export function safeFolders(env, readsFile) {
  const named = (env[variable] ?? '').split(delimiter).filter(Boolean);
  const listed = readsFile ? lines(safeFoldersFile(env)) : [];
  return new Set([...named, ...listed].flatMap((folder) => [resolve(folder), realPath(resolve(folder))]));
}

/** The folders in the file. @param {NodeJS.ProcessEnv} env */
export const listedSafeFolders = (env = process.env) => lines(safeFoldersFile(env));

/** Adds a folder to the file. @param {string} folder @param {NodeJS.ProcessEnv} env */
export function addSafeFolder(folder, env = process.env) {
  write([...new Set([...lines(safeFoldersFile(env)), folder])], env);
}

/** Takes a folder out of the file; false if it was not in it. @param {string} folder @param {NodeJS.ProcessEnv} env */
export function removeSafeFolder(folder, env = process.env) {
  const before = lines(safeFoldersFile(env));
  const left = before.filter((line) => line !== folder);
  if (left.length === before.length) return false;
  write(left, env);
  return true;
}

/** @param {readonly string[]} folders @param {NodeJS.ProcessEnv} env */
function write(folders, env) {
  const file = safeFoldersFile(env);
  makeFolderSync(dirname(file));
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writePrivate(temporary, folders.map((folder) => `${folder}\n`).join(''));
  renameSync(temporary, file);
}

/** @param {string} file @returns {string[]} */
function lines(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** @param {string} path */
function realPath(path) {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
