// The one way to resolve a path that a stranger's file names: resolve it first, links included, then confine it.
import { realpathSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { isWithin } from './files.mjs';
import { ForeignFileError } from './foreign-file-error.mjs';

/**
 * The real path of an existing file or folder that must lie in one of the folders. Throws ForeignFileError.
 * @param {string} path absolute
 * @param {readonly string[]} folders absolute
 * @param {string} allow how a person allows another folder
 */
export function resolveWithin(path, folders, allow) {
  // A path outside is refused by its name, before anything is looked at: errors must not tell what exists there.
  if (![...folders, ...realFolders(folders)].some((folder) => isWithin(resolve(path), folder)))
    throw outside(path, folders, allow);
  const place = realpathSync.native(path);
  if (!reachOf(folders)(place)) throw outside(path, folders, allow);
  return place;
}

/** The environment variable that names folders, separated by `:`, whose files pipelines and image folders may use. */
export const alsoReadVariable = 'EAGAN_ALSO_READ';

/** How a person allows another folder, in words. */
export const howToAllow = `--also-read DIR, or ${alsoReadVariable}=DIR`;

/**
 * The folders that a person has allowed by name.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string[]}
 */
export function allowedFolders(environment = process.env) {
  const named = environment[alsoReadVariable] ?? '';
  return named.split(delimiter).flatMap((folder) => (folder === '' ? [] : [resolve(folder)]));
}

/**
 * Tells of real paths whether they lie in one of the folders, by their real paths.
 * @param {readonly string[]} folders
 * @returns {(place: string) => boolean}
 */
export function reachOf(folders) {
  const real = realFolders(folders);
  return (place) => real.some((folder) => isWithin(place, folder));
}

/** @param {readonly string[]} folders */
function realFolders(folders) {
  return folders.flatMap((folder) => {
    try {
      return [realpathSync.native(folder)];
    } catch {
      return []; // A folder that is not there holds nothing.
    }
  });
}

/**
 * @param {string} path
 * @param {readonly string[]} folders
 * @param {string} allow
 */
export function outside(path, folders, allow) {
  const must = `must be in ${folders.join(' or ')} after links are followed`;
  const error = new ForeignFileError(
    path,
    'outside',
    'a path outside',
    must,
    `Copy the file there, or allow its folder: ${allow}`,
  );
  error.code = 'EAGAN_PATH_OUTSIDE';
  return error;
}
