// The TCP ports at which a process listens on the loopback address.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** From /proc on Linux, else from `lsof`. */
export async function listenersOf(pid: number): Promise<number[]> {
  return existsSync('/proc/net/tcp') ? fromProc(pid) : fromLsof(pid);
}

function fromProc(pid: number): number[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${name}`))?.[1];
      return inode === undefined ? [] : [inode];
    }),
  );
  const listening = '0A';
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const isHere = words[1]!.startsWith('0100007F:') && words[3] === listening && sockets.has(words[9]!);
    return isHere ? [Number.parseInt(words[1]!.split(':')[1]!, 16)] : [];
  });
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function fromLsof(pid: number): number[] {
  const { stdout } = spawnSync('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN'], { encoding: 'utf8' });
  return [...(stdout ?? '').matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
}
