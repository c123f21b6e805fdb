// Unix sockets at paths of any length: the kernel takes only short ones, so a long path is reached through a link.
import { accessSync, constants, mkdtempSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isFolder } from './files.mjs';
import { distrustOf, notTrusted } from './trust.mjs';

/** @typedef {import('node:net').Server} Server */
/** @typedef {import('node:net').Socket} Socket */

/** The kernel accepts 108 bytes for a socket's path (104 on some systems), with a final zero. */
const longestSocketPath = 100;
/** Nobody listens there, or the listener is just closing. */
const gone = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTDIR', 'ENOTSOCK'];
/** What a link adds to its folder: `/eagan-AbCdEf/d`. */
const linkBytes = 16;

/**
 * Connects to a socket; null if nobody listens there.
 * @param {string} path
 * @returns {Promise<Socket | null>}
 */
export function connectAt(path) {
  return byShortPath(path, (short) => connectTo(short));
}

/**
 * Whether a process listens there. A stopped one does, also when no more connections wait for it.
 * @param {string} path
 * @returns {Promise<boolean>}
 */
export async function isListening(path) {
  try {
    const socket = await connectAt(path);
    socket?.destroy();
    return socket !== null;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EAGAIN') return true;
    throw error;
  }
}

/**
 * Listens at a path where nothing is yet.
 * @param {string} path
 * @param {(socket: Socket) => void} [onConnection]
 * @returns {Promise<Server>}
 */
export function listenAt(path, onConnection = (socket) => socket.destroy()) {
  return byShortPath(
    path,
    (short) =>
      new Promise((resolve, reject) => {
        const server = createServer(onConnection);
        server.once('error', reject);
        server.listen(short, () => resolve(server));
      }),
  );
}

/** @param {string} path @returns {Promise<Socket | null>} */
function connectTo(path) {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      gone.includes(error.code ?? '') ? resolve(null) : reject(error),
    );
  });
}

/**
 * @template T
 * @param {string} path
 * @param {(short: string) => Promise<T>} use
 */
async function byShortPath(path, use) {
  if (Buffer.byteLength(path) <= longestSocketPath) return use(path);
  // Nobody can compute its name, and nobody else may enter it.
  const folder = mkdtempSync(join(folderForLinks(basename(path)), 'eagan-'));
  const link = join(folder, 'd');
  symlinkSync(dirname(path), link);
  try {
    return await use(join(link, basename(path)));
  } finally {
    unlinkSync(link);
    rmdirSync(folder);
  }
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder with a short path in which nobody else can replace what this process makes.
 * @param {string} name the name of the socket behind the link
 */
function folderForLinks(name) {
  const candidates = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((folder) => folder !== undefined);
  const short = candidates.filter((folder) => Buffer.byteLength(join(folder, name)) + linkBytes <= longestSocketPath);
  const found = short.find(
    (folder) => isFolder(folder) && isWritable(folder) && distrustOf(join(folder, 'eagan-'), {}) === null,
  );
  if (found !== undefined) return found;
  const required = 'be a folder where other users cannot replace your files, with a short path';
  const fix = 'Set TMPDIR to such a folder, or use a state folder with a path of less than 60 characters.';
  throw notTrusted({ path: short.at(-1) ?? tmpdir(), required, found: 'it is not', fix, isPossible: false });
}
