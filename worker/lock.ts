// A lock that the kernel keeps: a listening Unix socket. A stopped process keeps it, a dead one loses it at once.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join, resolve as absolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolderSync } from '../scripts/files.mjs';

/** The kernel accepts 108 bytes for a socket's path (104 on some systems), with a final zero. */
const longestSocketPath = 100;
const mutexPatienceMs = 5_000;

export interface Lock {
  readonly path: string;
  /** File descriptor of the socket. A child that inherits it also holds the lock for as long as it lives. */
  readonly descriptor: number;
  /** Releases the lock and removes its file. */
  release(): Promise<void>;
}

/**
 * The path of a folder's socket (the folder should exist: links in its path are followed): in the folder or, if that
 * path is too long for the kernel, under a hash of it in /tmp.
 */
export function socketPath(folder: string, name: string): string {
  const path = join(existsSync(folder) ? realpathSync(folder) : absolute(folder), name);
  if (Buffer.byteLength(path) <= longestSocketPath) return path;
  return `/tmp/eagan-${process.getuid?.() ?? 0}-${sha256(path).slice(0, 24)}.sock`;
}

/** Takes the lock; null if a live process holds it. Removes the file of a dead holder. */
export async function acquireLock(path: string, onConnection?: (socket: Socket) => void): Promise<Lock | null> {
  makeFolderSync(dirname(path));
  return withMutex(path, async () => {
    const first = await listen(path, onConnection);
    if (first) return lockOf(path, first);
    if (await isHeld(path)) return null;
    rmSync(path, { force: true });
    const second = await listen(path, onConnection);
    return second ? lockOf(path, second) : null;
  });
}

/** True when a live (or stopped) process listens at the path. */
export async function isHeld(path: string): Promise<boolean> {
  const socket = await connectTo(path);
  socket?.destroy();
  return socket !== null;
}

/** Connects to the holder; null if nobody holds it. */
export function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
  });
}

function lockOf(path: string, server: Server): Lock {
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { path, descriptor: fd, release: () => close(server) };
}

/** null if the path is in use, by a living or a dead process. */
function listen(path: string, onConnection?: (socket: Socket) => void): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => (onConnection ? onConnection(socket) : socket.destroy()));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

/**
 * Between finding a dead holder's file and replacing it, nobody else may do the same. On Linux an abstract socket name
 * guards this; it disappears with its process.
 */
async function withMutex<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return work();
  const mutex = await waitForMutex(`\0eagan-${sha256(path).slice(0, 40)}`);
  try {
    return await work();
  } finally {
    await close(mutex);
  }
}

async function waitForMutex(name: string): Promise<Server> {
  for (const end = Date.now() + mutexPatienceMs; ; await sleep(20)) {
    const server = await listen(name);
    if (server) return server;
    if (Date.now() > end) throw new Error(`another process has been taking the lock ${name.slice(1)} for too long`);
  }
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
