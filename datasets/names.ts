// File names are bytes. Most are UTF-8 text; the others can be read and shown too.
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';

/** A path for Node: text, or bytes if a name in it is not UTF-8. */
export type BytePath = string | Uint8Array;

/**
 * A name as text. A byte of a name that is not UTF-8 becomes `//E9`: no file name holds a slash, so no two names become
 * equal.
 */
export function nameText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const text = (byte: number): string =>
    byte < 0x80 ? String.fromCharCode(byte) : `//${byte.toString(16).toUpperCase()}`;
  return [...bytes].map(text).join('');
}

/** A name, or a path of such names, for people: `caf\xE9.png`. */
export const shownName = (name: string): string => name.replaceAll(/\/\/([0-9A-F]{2})/g, '\\x$1');

/** The path of an entry in a folder. */
export function entryPath(folder: BytePath, name: Buffer): BytePath {
  if (typeof folder === 'string' && isUtf8(name)) return join(folder, name.toString('utf8'));
  return Buffer.concat([Buffer.from(folder as string), Buffer.from('/'), name]);
}
