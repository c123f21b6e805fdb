// Which user of this machine is at the other end of a local connection: browsers send cookies of 127.0.0.1 to every
// port there, so another user could get one.
import { readFile } from 'node:fs/promises';

/** The end of a connection as the server sees it. */
interface LocalConnection {
  readonly localPort?: number;
  readonly remotePort?: number;
}

/**
 * False if another user than this one and root has opened the connection. Only Linux tells; elsewhere, and if the
 * system does not say, it may be anybody.
 */
export async function isOwnUser(connection: LocalConnection): Promise<boolean> {
  const user = process.getuid?.();
  if (user === undefined) return true;
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '');
  const peer = userIn(table, connection);
  return peer === null || peer === user || peer === 0;
}

/** The user of the client's end, from the kernel's table of connections over IPv4. @internal A test reads it. */
export function userIn(table: string, { localPort = 0, remotePort = 0 }: LocalConnection): number | null {
  const ends = [`0100007F:${hex(remotePort)}`, `0100007F:${hex(localPort)}`];
  for (const line of table.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[1] === ends[0] && words[2] === ends[1]) return Number(words[7]);
  }
  return null;
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
