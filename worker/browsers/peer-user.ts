// Which user of this machine is at the other end of a local connection: browsers send cookies of 127.0.0.1 to every
// port there, so another user could get one.
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/** The end of a connection as the server sees it. */
interface LocalConnection {
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

/**
 * True if this user or root has opened the connection. Only Linux tells; elsewhere it may be anybody, and the answer is
 * true.
 */
export async function isOwnUser(connection: LocalConnection): Promise<boolean> {
  const user = process.getuid?.();
  if (user === undefined || platform() !== 'linux') return true;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const peer = userIn(await readFile(table, 'utf8').catch(() => ''), connection);
    if (peer !== null) return peer === user || peer === 0;
  }
  return false;
}

/**
 * The user of the client's end, from one of the kernel's tables of connections; null if it is not in there, or is
 * closed already: then the table says user 0. A client
 * chooses its own address: any of 127.0.0.0/8, also written as an IPv6 address. @internal A test reads it.
 */
export function userIn(
  table: string,
  { localPort = 0, remoteAddress = '', remotePort = 0 }: LocalConnection,
): number | null {
  const ends = [
    `${addressInTable(remoteAddress)}:${hex(remotePort)}`,
    `${addressInTable('127.0.0.1')}:${hex(localPort)}`,
  ];
  for (const line of table.split('\n')) {
    const words = line.trim().split(/\s+/);
    // An IPv4 address in the table of IPv6 has 24 more digits before it.
    const isEnd = words[1]?.slice(-13) === ends[0] && words[2]?.slice(-13) === ends[1];
    if (isEnd && words[3] === established) return Number(words[7]);
  }
  return null;
}

/** `0100007F` for 127.0.0.1: the bytes in the order of this processor, which is little-endian wherever eagan runs. */
function addressInTable(address: string): string {
  const bytes = address
    .replace(/^::ffff:/i, '')
    .split('.')
    .map(Number);
  return bytes
    .reverse()
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}

const established = '01';
const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
