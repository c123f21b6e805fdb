// Locks of earlier versions: a socket at the lock's own path or, if that was too long for the kernel, under a hash
// of it in /tmp. Their holders may still run.
import { createHash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { connectAt, isListening } from './sockets.mjs';
import { ownUser } from './users.mjs';

/** @typedef {import('node:net').Socket} Socket */

const longestSocketPath = 100;

/**
 * Connects to a holder of an earlier version; null if there is none.
 * @param {string} path of the lock
 * @returns {Promise<Socket | null>}
 */
export async function earlierHolder(path) {
  const address = earlierAddress(path);
  return isOwnSocket(address) ? connectAt(address) : null;
}

/** @param {string} path of the lock */
export async function isHeldByEarlier(path) {
  const address = earlierAddress(path);
  return isOwnSocket(address) && (await isListening(address));
}

/** A socket of another user is nobody's here. @param {string} address */
function isOwnSocket(address) {
  const found = lstatSync(address, { throwIfNoEntry: false });
  return found !== undefined && found.isSocket() && found.uid === ownUser();
}

/** @param {string} path */
function earlierAddress(path) {
  const real = join(realFolder(dirname(path)), basename(path));
  if (Buffer.byteLength(real) <= longestSocketPath) return path;
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 24);
  return `/tmp/eagan-${ownUser()}-${hash}.sock`;
}

/** @param {string} folder */
function realFolder(folder) {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
