// A connection to the supervisor of a state folder. It receives every status, and keeps the supervisor running while it
// is open.
import type { Socket } from 'node:net';
import { readLines, writeLine } from './json-lines.js';
import { connectTo, socketPath } from '../scripts/lock.mjs';
import type { SupervisorRequest, SupervisorStatus } from './types.js';

/** The socket of a state folder's supervisor; it is also the supervisor's lock on the folder. */
export const supervisorSocket = (stateFolder: string): string => socketPath(stateFolder, 'supervisor.sock');

export class SupervisorConnection {
  latest: SupervisorStatus | null = null;
  isClosed = false;
  readonly closed: Promise<void>;
  private readonly listeners = new Set<(status: SupervisorStatus) => void>();

  private constructor(private readonly socket: Socket) {
    this.closed = new Promise<void>((resolve) => socket.once('close', () => resolve())).then(
      () => void (this.isClosed = true),
    );
    socket.on('error', () => undefined); // 'close' follows
    readLines<SupervisorStatus>(socket, (status) => {
      this.latest = status;
      for (const listener of this.listeners) listener(status);
    });
  }

  /** Connects and asks; null if no supervisor listens. */
  static async open(stateFolder: string, method: SupervisorRequest['method']): Promise<SupervisorConnection | null> {
    const socket = await connectTo(supervisorSocket(stateFolder));
    if (!socket) return null;
    const connection = new SupervisorConnection(socket);
    writeLine(socket, { method } satisfies SupervisorRequest);
    return connection;
  }

  /**
   * The first status, past or future, that meets the condition; null if the connection closes or the time is over
   * first.
   */
  waitFor(condition: (status: SupervisorStatus) => boolean, limitMs: number): Promise<SupervisorStatus | null> {
    return new Promise((resolve) => {
      const settle = (status: SupervisorStatus | null): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve(status);
      };
      const listener = (status: SupervisorStatus): void => void (condition(status) && settle(status));
      const timer = setTimeout(() => settle(null), limitMs);
      this.listeners.add(listener);
      void this.closed.then(() => settle(null));
      if (this.latest) listener(this.latest);
    });
  }

  /** Calls back with every status until the connection closes. */
  onStatus(listener: (status: SupervisorStatus) => void): void {
    this.listeners.add(listener);
    if (this.latest) listener(this.latest);
  }

  release(): void {
    this.socket.destroy();
  }
}
