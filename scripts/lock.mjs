// A lock that dies with its owner: a listening socket. A stopped process keeps it, a killed one frees it.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  let waited = false;
  let server = await listen(address);
  while (!server) {
    if (!(await ownerEnds(address, () => (waited ||= (onWaiting(), true))))) await removeStale(address);
    server = await listen(address);
  }
  try {
    return await action();
  } finally {
    server.release();
  }
}

/**
 * On Linux an abstract address, which the kernel frees; elsewhere a socket file, which a killed owner leaves behind.
 * @param {string} name
 */
function lockAddress(name) {
  const digest = createHash('sha256')
    .update(`${process.getuid?.() ?? ''} ${name}`)
    .digest('hex')
    .slice(0, 32);
  return process.platform === 'linux' ? `\0eagan-${digest}` : join(tmpdir(), `eagan-${digest}.sock`);
}

/**
 * Resolves to null if somebody else listens there.
 * @param {string} address
 * @returns {Promise<{ release: () => void } | null>}
 */
function listen(address) {
  return new Promise((resolve, reject) => {
    /** @type {Set<import('node:net').Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    });
    const release = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve({ release }));
    server.unref();
  });
}

/**
 * Waits until the owner's end of the connection closes. False if nobody answered: the socket file is stale.
 * @param {string} address
 * @param {() => void} onConnected
 * @returns {Promise<boolean>}
 */
function ownerEnds(address, onConnected) {
  return new Promise((resolve) => {
    let connected = false;
    const socket = connect(address, () => {
      connected = true;
      onConnected();
    });
    socket.on('error', () => {}).on('close', () => resolve(connected));
    socket.resume();
  });
}

/** Only a socket file can be stale. @param {string} address */
async function removeStale(address) {
  if (!address.startsWith('\0')) await rm(address, { force: true });
}
