// The next header of a tar archive, with the names and sizes that GNU and pax put before it. It asks for bytes and does
// not know where they come from, so that archives are read alike as they arrive and as they are asked for.
import { FormatError } from '../format-error.js';
import { blockBytes, longNameOf, parsePax, parseTarHeader, type PaxFields, type TarHeader } from './tar-header.js';

/** Yields how many bytes must follow, and gets exactly these. */
export type AskingBytes<T> = Generator<number, T, Uint8Array>;

/** A longer name is no name; pax headers have some lines more. */
const mostExtensionBytes = 65_536;

/** Of the contents with the zeros that fill their last block. */
export const paddedBytes = ({ bytes }: Pick<TarHeader, 'bytes'>): number => Math.ceil(bytes / blockBytes) * blockBytes;

/** `7`: a file that some systems would have stored in one piece. */
export const isRegular = (flag: string): boolean => flag === '0' || flag === '7';

/**
 * Null at the archive's end. Names and sizes of GNU and pax come before the header to which they belong. `start`: of
 * the first byte, in the unpacked archive. @throws FormatError
 */
export function* nextHeader(start: number): AskingBytes<TarHeader | null> {
  let [name, size]: [string?, number?] = [];
  for (let at = start; ;) {
    const header = parseTarHeader(yield blockBytes, at);
    if (header === null) return null;
    if (!isExtension(header.flag))
      return safeHeader({ ...header, name: name ?? header.name, bytes: size ?? header.bytes }, at);
    const extension = yield* extensionOf(header, at);
    if (header.flag === 'L') name = longNameOf(extension, at);
    if (header.flag === 'x') ({ path: name = name, size = size } = parsePax(extension, at));
    if (header.flag === 'g') refuseForAll(parsePax(extension, at), at);
    at += blockBytes + paddedBytes(header);
  }
}

/** Long names of members and of what links lead to, and headers of pax. */
const isExtension = (flag: string): boolean => ['L', 'K', 'x', 'g'].includes(flag);

/** A global header holds for all members that follow: a comment does no harm. @throws FormatError */
function refuseForAll({ path, size }: PaxFields, at: number): void {
  if (path !== undefined || size !== undefined)
    throw new FormatError('members must have names and sizes of their own (a global header gives one)', at);
}

function* extensionOf(header: TarHeader, at: number): AskingBytes<Uint8Array> {
  const { bytes } = header;
  if (bytes > mostExtensionBytes)
    throw new FormatError(`a long name or pax header must have at most ${mostExtensionBytes} bytes (got ${bytes})`, at);
  return (yield paddedBytes(header)).subarray(0, bytes);
}

/** What folders, links, devices and pipes have: no contents. */
const emptyFlags = '123456';

/** @throws FormatError for a name that leads out, and for members whose contents we would misread */
function safeHeader(header: TarHeader, at: number): TarHeader {
  if (!isRegular(header.flag) && !emptyFlags.includes(header.flag))
    throw new FormatError(
      `a tar member must be a file, folder or link (its type is ${JSON.stringify(header.flag)})`,
      at,
    );
  const parts = header.name.split('/').filter((part) => part !== '' && part !== '.');
  // The oldest archives mark a folder only by the end of its name.
  const flag = isRegular(header.flag) && header.name.endsWith('/') ? '5' : header.flag;
  if (header.name.startsWith('/') || parts.includes('..') || /[\\\0]|^[a-z]:/i.test(header.name))
    throw new FormatError(
      `the name of a tar member must stay within its folder (got ${JSON.stringify(header.name.slice(0, 200))})`,
      at,
    );
  return { flag, name: parts.join('/'), bytes: emptyFlags.includes(flag) ? 0 : header.bytes };
}
