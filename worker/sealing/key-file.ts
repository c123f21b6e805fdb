// The file of payload keys: one key a line in hex, the sealing one first. Only its owner may read it.
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, linkSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { writePrivate } from '../../scripts/files.mjs';
import { keyBytes, sealingKey, type SealingKey } from './sealed-payload.js';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const largestBytes = 64 * 1024;
const heading =
  '# Keys that seal what eagan sends through Temporal. Keep them private. The first one seals, all of them open.\n';

/**
 * The keys of a file. Throws EAGAN_PAYLOAD_KEYS if it is no private, regular file with keys. `isOwn`: it is the state
 * folder's own file, so it is no link and belongs to this user; a given one may be a link, and be root's.
 */
export function readKeyFile(path: string, isOwn: boolean): SealingKey[] {
  const text = readPrivate(path, isOwn);
  const keys = parseKeys(text);
  if (keys === null) throw unusable(path, 'it must have lines of 64 hex digits');
  return keys;
}

/** The keys in a text, separated by white space or commas; null if there is none, or something else is in between. */
export function parseKeys(text: string): SealingKey[] | null {
  const words = text
    .replace(/^#.*$/gm, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const isKey = new RegExp(`^[0-9a-f]{${2 * keyBytes}}$`, 'i');
  if (words.length === 0 || !words.every((word) => isKey.test(word))) return null;
  return words.map((word) => sealingKey(Buffer.from(word, 'hex')));
}

/**
 * Makes the file with a new key, unless there is one. Of several processes at once one makes it: the name appears with
 * its content, and for one of them only.
 */
export function makeKeyFile(path: string): void {
  const temporary = writeTemporary(path, newKeyLine());
  try {
    linkSync(temporary, path);
    syncFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Puts a new key first. `keepsOld`: the earlier ones still open. The caller lets nobody else do this at the same time.
 */
export function rotateKeyFile(path: string, keepsOld: boolean): void {
  const old = keepsOld ? readKeyFile(path, true).map(({ secret }) => `${secret.export().toString('hex')}\n`) : [];
  const temporary = writeTemporary(path, [newKeyLine(), ...old].join(''));
  renameSync(temporary, path);
  syncFolder(path);
}

const newKeyLine = (): string => `${randomBytes(keyBytes).toString('hex')}\n`;

function writeTemporary(path: string, lines: string): string {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  writePrivate(temporary, heading + lines);
  return temporary;
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readPrivate(path: string, isOwn: boolean): string {
  const file = openKeyFile(path, isOwn);
  try {
    const found = fstatSync(file);
    const user = process.getuid?.() ?? found.uid;
    if (!found.isFile()) throw unusable(path, 'it must be a regular file');
    if (found.uid !== user && (isOwn || found.uid !== 0))
      throw unusable(path, `it must be yours (user ${found.uid} owns it)`);
    if ((found.mode & (isOwn ? 0o077 : 0o027)) !== 0)
      throw unusable(path, readableText(found.mode), { fix: `Type: chmod 600 ${path}\n` });
    if (found.size > largestBytes) throw unusable(path, `it must have at most ${largestBytes} bytes (${found.size})`);
    const bytes = Buffer.alloc(largestBytes);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, largestBytes, 0));
  } finally {
    closeSync(file);
  }
}

const readableText = (mode: number): string =>
  `nobody else may read or change it (its mode is ${(mode & 0o777).toString(8).padStart(4, '0')})`;

function openKeyFile(path: string, isOwn: boolean): number {
  try {
    return openSync(path, O_RDONLY | O_NONBLOCK | (isOwn ? O_NOFOLLOW : 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(path, code === 'ELOOP' ? 'it must not be a link' : `it must be readable (${code})`, {
      cause: error,
    });
  }
}

function unusable(path: string, why: string, { cause, fix = '' }: { cause?: unknown; fix?: string } = {}): EaganError {
  const message = `the file of payload keys ${path} cannot be used: ${why}`;
  const cure = `${fix}If somebody else may have read it, or it cannot be corrected, move it away: eagan then makes a new one, and open runs continue from the store.`;
  return new EaganError('EAGAN_PAYLOAD_KEYS', message, cure, { cause });
}
