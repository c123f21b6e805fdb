// Reads a tar archive from a stream, member by member. Memory holds a chunk of the stream, however large a member is.
// Only regular files come out; nothing is written anywhere.
import { FormatError } from '../format-error.js';
import { ChunkReader } from './chunk-reader.js';
import { blockBytes, longNameOf, parsePax, parseTarHeader, type PaxFields, type TarHeader } from './tar-header.js';

export interface TarMember {
  /** With `/` between folders, and none that leads out: never absolute, no `.` and no `..`. */
  readonly name: string;
  readonly size: number;
  /** Of the contents, in the unpacked archive. */
  readonly offset: number;
  /**
   * The contents, chunk by chunk; each is valid until the next. Before the next member is asked for.
   * @throws FormatError
   */
  chunks(): AsyncIterable<Uint8Array>;
  /** The contents at once. @throws FormatError if there are more than `atMost` */
  bytes(atMost: number): Promise<Uint8Array>;
}

export interface TarLimits {
  /** Of the unpacked archive, in bytes. */
  readonly atMostBytes: number;
  readonly atMostMembers?: number;
}

/** A longer name is no name; pax headers have some lines more. */
const mostExtensionBytes = 65_536;

/**
 * What is no regular file is left out: folders, links, devices. What a reader did not read of a member is passed over.
 * @throws FormatError with the offset in the unpacked archive
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  { atMostBytes, atMostMembers = 10_000_000 }: TarLimits,
): AsyncGenerator<TarMember> {
  const reader = new ChunkReader(source, atMostBytes);
  try {
    for (let members = 0; ; members++) {
      if (members > atMostMembers)
        throw new FormatError(`the archive must have at most ${atMostMembers} members`, reader.at);
      const header = await nextHeader(reader);
      if (header === null) break;
      const end = reader.at + Math.ceil(header.bytes / blockBytes) * blockBytes;
      if (isRegular(header.flag)) yield memberOf(reader, header);
      await reader.skip(end - reader.at);
    }
    // What follows the end is of no interest, but the sum of a gzip file stands behind it.
    while ((await reader.some(blockBytes * 128)) !== null);
  } finally {
    await reader.close();
  }
}

/** `7`: a file that some systems would have stored in one piece. */
const isRegular = (flag: string): boolean => flag === '0' || flag === '7';

/** Null at the archive's end. Names and sizes of GNU and pax come before the header to which they belong. */
async function nextHeader(reader: ChunkReader): Promise<TarHeader | null> {
  let [name, size]: [string?, number?] = [];
  for (;;) {
    const at = reader.at;
    const header = parseTarHeader(await reader.exactly(blockBytes), at);
    if (header === null) return null;
    if (header.flag === 'L') name = longNameOf(await readExtension(reader, header, at), at);
    else if (header.flag === 'x')
      ({ path: name = name, size = size } = parsePax(await readExtension(reader, header, at), at));
    else if (header.flag === 'K') await readExtension(reader, header, at);
    else if (header.flag === 'g') refuseForAll(parsePax(await readExtension(reader, header, at), at), at);
    else return safeHeader({ ...header, name: name ?? header.name, bytes: size ?? header.bytes }, at);
  }
}

/** A global header holds for all members that follow: a comment does no harm. @throws FormatError */
function refuseForAll({ path, size }: PaxFields, at: number): void {
  if (path !== undefined || size !== undefined)
    throw new FormatError('members must have names and sizes of their own (a global header gives one)', at);
}

async function readExtension(reader: ChunkReader, { bytes }: TarHeader, at: number): Promise<Uint8Array> {
  if (bytes > mostExtensionBytes)
    throw new FormatError(`a long name or pax header must have at most ${mostExtensionBytes} bytes (got ${bytes})`, at);
  const contents = await reader.exactly(bytes);
  await reader.skip((blockBytes - (bytes % blockBytes)) % blockBytes);
  return contents;
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

function memberOf(reader: ChunkReader, { name, bytes: size }: TarHeader): TarMember {
  const offset = reader.at;
  const end = offset + size;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (reader.at < end) {
      const at = reader.at;
      const chunk = await reader.some(end - at);
      if (chunk === null) throw new FormatError(`${end - at} more bytes of ${name} must follow (the file ends)`, at);
      yield chunk;
    }
  }
  const bytes = async (atMost: number): Promise<Uint8Array> => {
    if (size > atMost) throw new FormatError(`${name} must have at most ${atMost} bytes (got ${size})`, reader.at);
    return reader.exactly(size);
  };
  return { name, size, offset, chunks, bytes };
}
