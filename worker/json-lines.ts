// JSON lines over a socket.
import type { Socket } from 'node:net';

/** A line longer than this is not one of our messages. */
const longestLine = 1_000_000;

export function writeLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/** Calls `onValue` with each line's value. A socket that sends anything else is closed. */
export function readLines<T>(socket: Socket, onValue: (value: T) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    try {
      for (const line of lines) onValue(JSON.parse(line) as T);
      if (rest.length > longestLine) throw new Error('line too long');
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
}
