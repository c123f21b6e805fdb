// Locks that the kernel keeps: listening Unix sockets. A stopped process keeps its lock, a dead one loses it at once.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve as absolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolderSync } from './files.mjs';

/** @typedef {import('node:net').Server} Server */
/** @typedef {import('node:net').Socket} Socket */
/**
 * `descriptor`: file descriptor of the socket. A child that inherits it also holds the lock for as long as it lives.
 * `release`: gives the lock up and removes its file.
 * @typedef {{ readonly path: string, readonly descriptor: number, release(): Promise<void> }} Lock
 */

/** The kernel accepts 108 bytes for a socket's path (104 on some systems), with a final zero. */
const longestSocketPath = 100;
const mutexPatienceMs = 5_000;

/**
 * The path of a folder's socket (the folder should exist: links in its path are followed): in the folder or, if that
 * path is too long for the kernel, under a hash of it in /tmp.
 * @param {string} folder
 * @param {string} name
 */
export function socketPath(folder, name) {
  const path = join(existsSync(folder) ? realpathSync(folder) : absolute(folder), name);
  if (Buffer.byteLength(path) <= longestSocketPath) return path;
  return `/tmp/eagan-${process.getuid?.() ?? 0}-${sha256(path).slice(0, 24)}.sock`;
}

/**
 * Takes the lock of a path; null if a live process holds it. Removes the file of a dead holder.
 * @param {string} path
 * @param {(socket: Socket) => void} [onConnection]
 * @returns {Promise<Lock | null>}
 */
export async function acquireLock(path, onConnection) {
  const server = await take(path, onConnection);
  if (!server) return null;
  const { fd } = /** @type {{ _handle: { fd: number } }} */ (/** @type {unknown} */ (server))._handle;
  return { path, descriptor: fd, release: () => close(server) };
}

/** True if a live (or stopped) process listens at the path. @param {string} path */
export async function isHeld(path) {
  const socket = await connectTo(path);
  socket?.destroy();
  return socket !== null;
}

/** Connects to the holder; null if nobody holds it. @param {string} path @returns {Promise<Socket | null>} */
export function connectTo(path) {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? resolve(null) : reject(error),
    );
  });
}

/**
 * Runs `action` while only this process holds the lock of that name.
 * @template T
 * @param {string} name any text, such as the path that the lock protects
 * @param {() => Promise<T>} action
 * @param {() => void} onWaiting called once if another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(name, action, onWaiting = () => {}) {
  const address = lockAddress(name);
  /** @type {Set<Socket>} */
  const waiting = new Set();
  const keepWaiting = (/** @type {Socket} */ socket) => {
    waiting.add(socket.unref());
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
  };
  let waited = false;
  let server = await take(address, keepWaiting);
  for (; !server; server = await take(address, keepWaiting))
    await untilOwnerEnds(address, () => (waited ||= (onWaiting(), true)));
  server.unref();
  try {
    return await action();
  } finally {
    server.close();
    for (const socket of waiting) socket.destroy();
  }
}

/** On Linux an abstract address, which the kernel frees; elsewhere a socket file. @param {string} name */
function lockAddress(name) {
  const digest = sha256(`${process.getuid?.() ?? ''} ${name}`).slice(0, 32);
  return process.platform === 'linux' ? `\0eagan-${digest}` : join(tmpdir(), `eagan-${digest}.sock`);
}

/**
 * Listens at an address; null if a live process listens there.
 * @param {string} address
 * @param {(socket: Socket) => void} [onConnection]
 */
async function take(address, onConnection) {
  if (address.startsWith('\0')) return listen(address, onConnection);
  makeFolderSync(dirname(address));
  return withMutex(address, async () => {
    const first = await listen(address, onConnection);
    if (first || (await isHeld(address))) return first;
    rmSync(address, { force: true });
    return listen(address, onConnection);
  });
}

/**
 * Resolves to null if the address is in use: by a live process or, if it is a file, by a dead one.
 * @param {string} address
 * @param {(socket: Socket) => void} onConnection
 * @returns {Promise<Server | null>}
 */
function listen(address, onConnection = (socket) => socket.destroy()) {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

/**
 * Between finding a dead holder's file and replacing it, nobody else may do the same. On Linux an abstract socket name
 * guards this; it disappears with its process.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 */
async function withMutex(path, work) {
  if (process.platform !== 'linux') return work();
  const mutex = await waitForMutex(`\0eagan-${sha256(path).slice(0, 40)}`);
  try {
    return await work();
  } finally {
    await close(mutex);
  }
}

/** @param {string} name */
async function waitForMutex(name) {
  for (const end = Date.now() + mutexPatienceMs; ; await sleep(20)) {
    const server = await listen(name);
    if (server) return server;
    if (Date.now() > end) throw new Error(`another process has been taking the lock ${name.slice(1)} for too long`);
  }
}

/**
 * Waits until the owner's end of the connection closes; at once if nobody answers.
 * @param {string} address
 * @param {() => void} onConnected
 * @returns {Promise<void>}
 */
function untilOwnerEnds(address, onConnected) {
  return new Promise((resolve) => {
    const socket = connect(address, onConnected);
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
  });
}

/** @param {Server} server @returns {Promise<void>} */
const close = (server) => new Promise((resolve) => server.close(() => resolve()));
/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
