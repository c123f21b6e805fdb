// The connections at a supervisor's socket: each asks by a line, and watchers hear of every change until they close.
import type { Socket } from 'node:net';
import { readLines, writeLine } from './json-lines.js';
import type { SupervisorRequest, SupervisorStatus } from './types.js';

export interface WatchersOptions {
  status(): SupervisorStatus;
  onStop(): void;
  /** A watcher has gone. */
  onLeave(): void;
}

export class Watchers {
  private readonly sockets = new Set<Socket>();
  private come = false;

  constructor(private readonly options: WatchersOptions) {}

  get count(): number {
    return this.sockets.size;
  }

  /** True when somebody has watched and nobody does any more: all who waited have read. */
  get haveLeft(): boolean {
    return this.come && this.count === 0;
  }

  serve(socket: Socket): void {
    socket.on('error', () => undefined); // a client that was killed
    readLines<SupervisorRequest>(socket, ({ method }) => {
      if (method === 'stop') this.options.onStop();
      if (method === 'watch' || method === 'stop') this.add(socket);
      writeLine(socket, this.options.status());
    });
  }

  /** Sends the status to all. */
  tell(): void {
    for (const socket of this.sockets) writeLine(socket, this.options.status());
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private add(socket: Socket): void {
    this.come = true;
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.options.onLeave();
    });
  }
}
