// Locks that the kernel keeps: listening Unix sockets. A stopped process keeps its lock, a dead one loses it at once.
//
// A lock is a folder with one socket in it, whose name nobody used before. To take it, a process listens in a folder of
// its own and renames that folder to the lock's path. The system refuses this while the lock has a socket. A dead
// holder's socket is removed by its name, which is never that of a living holder: so no two processes can both take the
// lock, and nothing outside the lock's own folder is needed.
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isHeldByEarlier } from './earlier-lock.mjs';
import { makeFolderSync } from './files.mjs';
import { withUmaskOfProgram } from './privacy.mjs';
import { connectAt, isListening, listenAt } from './sockets.mjs';
import { entryDistrust, notTrusted, requireTrusted } from './trust.mjs';

/** @typedef {import('node:net').Server} Server */
/** @typedef {import('node:net').Socket} Socket */
/** @typedef {import('./trust.mjs').TrustOptions} TrustOptions */
/**
 * `descriptor`: file descriptor of the socket. A child that inherits it also holds the lock for as long as it lives.
 * `release`: gives the lock up and removes its file.
 * @typedef {{ readonly path: string, readonly descriptor: number, release(): Promise<void> }} Lock
 */

/**
 * The lock of a piece of the project that all its users share. The project's owner decides who may write there, as they
 * decide what its code does. It is in dist, which is made here: others may use the program, so they may read dist.
 * @param {string} root the project's folder
 * @param {string} piece
 */
export function projectLock(root, piece) {
  withUmaskOfProgram(() => makeFolderSync(join(root, 'dist')));
  return { path: join(root, 'dist', '.locks', piece), trust: { safe: [root] } };
}

/** A process that needs longer between two calls starts again. */
const abandonedAfterMs = 60_000;

/**
 * Takes the lock of a path; null if a live process holds it. Throws EAGAN_NOT_TRUSTED if other users could hold it.
 * @param {string} path
 * @param {(socket: Socket) => void} [onConnection]
 * @param {TrustOptions} [trust]
 * @returns {Promise<Lock | null>}
 */
export async function acquireLock(path, onConnection, trust) {
  const taken = await take(path, onConnection, trust);
  if (!taken) return null;
  const { server, release } = taken;
  const { fd } = /** @type {{ _handle: { fd: number } }} */ (/** @type {unknown} */ (server))._handle;
  return { path, descriptor: fd, release };
}

/** True if a live (or stopped) process holds the lock, also one of an earlier version. @param {string} path */
export async function isHeld(path) {
  requireLock(path);
  for (const name of socketsOf(path)) if (await isListening(join(path, name))) return true;
  return isHeldByEarlier(path);
}

/**
 * Connects to the holder; null if nobody of this version holds it.
 * @param {string} path
 * @param {TrustOptions} [trust]
 * @returns {Promise<Socket | null>}
 */
export async function connectTo(path, trust) {
  requireLock(path, trust);
  for (const name of socketsOf(path)) {
    const socket = await connectAt(join(path, name));
    if (socket) return socket;
  }
  return null;
}

/**
 * Runs `action` while only this process holds the lock.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} action
 * @param {() => void} onWaiting called once if another process holds it
 * @param {TrustOptions} [trust]
 * @returns {Promise<T>}
 */
export async function withLock(path, action, onWaiting = () => {}, trust) {
  /** @type {Set<Socket>} */
  const waiting = new Set();
  const keepWaiting = (/** @type {Socket} */ socket) => {
    waiting.add(socket.unref());
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
  };
  let waited = false;
  let taken = await take(path, keepWaiting, trust);
  for (; !taken; taken = await take(path, keepWaiting, trust)) {
    const owner = await connectTo(path, trust);
    if (!owner) continue;
    waited ||= (onWaiting(), true);
    await new Promise((resolve) =>
      owner
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
  }
  taken.server.unref();
  try {
    return await action();
  } finally {
    void taken.release();
    for (const socket of waiting) socket.destroy();
  }
}

/**
 * @param {string} path
 * @param {((socket: Socket) => void) | undefined} onConnection
 * @param {TrustOptions | undefined} trust
 * @returns {Promise<{ server: Server, release: () => Promise<void> } | null>}
 */
async function take(path, onConnection, trust) {
  requireLock(path, trust);
  makeFolderSync(dirname(path));
  for (;;) {
    if (await removeDead(path)) return null;
    const taken = await claim(path, onConnection);
    if (taken) return taken;
  }
}

/** Removes what dead holders left; true if a live process holds the lock. @param {string} path */
async function removeDead(path) {
  for (const name of socketsOf(path)) {
    if (await isListening(join(path, name))) return true;
    unless(['ENOENT'], () => unlinkSync(join(path, name)));
  }
  if (await isHeldByEarlier(path)) return true;
  // A file that an earlier version left. If it is a folder by now, the system refuses to remove it.
  unless(['ENOENT', 'EISDIR', 'EPERM'], () => unlinkSync(path));
  return false;
}

/**
 * Puts a listening socket at the lock's path; null if another process was faster.
 * @param {string} path
 * @param {((socket: Socket) => void) | undefined} onConnection
 */
async function claim(path, onConnection) {
  const own = mkdtempSync(`${path}.`);
  const name = randomBytes(8).toString('hex');
  /** @type {Server | null} */
  let server = null;
  try {
    server = await listenAt(join(own, name), onConnection);
    renameSync(own, path);
  } catch (error) {
    server?.close();
    rmSync(own, { recursive: true, force: true });
    if (isCode(error, ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT'])) return null;
    throw error;
  }
  removeAbandoned(path);
  const held = server;
  return { server: held, release: () => release(path, name, held) };
}

/**
 * The name goes first: a process that finds it must find a listener.
 * @param {string} path
 * @param {string} name
 * @param {Server} server
 */
async function release(path, name, server) {
  unless(['ENOENT', 'ENOTDIR'], () => unlinkSync(join(path, name)));
  unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], () => rmdirSync(path));
  await new Promise((resolve) => server.close(resolve));
}

/** Removes the folders of processes that were killed before they could take the lock. @param {string} path */
function removeAbandoned(path) {
  const start = `${basename(path)}.`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(start) && name.length === start.length + 6);
  for (const folder of names.map((name) => join(dirname(path), name))) {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    const isAbandoned = found?.isDirectory() && Date.now() - found.mtimeMs > abandonedAfterMs;
    if (isAbandoned) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} path @param {TrustOptions} [trust] */
function requireLock(path, trust) {
  requireTrusted(dirname(path), trust);
  const distrust = entryDistrust(path, 'lock', trust);
  if (distrust) throw notTrusted(distrust, dirname(path));
}

/** @param {string} path @returns {string[]} */
const socketsOf = (path) => unless(['ENOENT', 'ENOTDIR'], () => readdirSync(path)) ?? [];

/**
 * @template T
 * @param {readonly string[]} codes errors that change nothing here
 * @param {() => T} act
 */
function unless(codes, act) {
  try {
    return act();
  } catch (error) {
    if (isCode(error, codes)) return undefined;
    throw error;
  }
}

/** @param {unknown} error @param {readonly string[]} codes */
const isCode = (error, codes) => codes.includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '');
