// The connections at a supervisor's socket: each sends a request in a line, and watchers get every change until they
// close.
import type { Socket } from 'node:net';
import { readLines, writeLine } from './json-lines.js';
import type { SupervisorRequest, SupervisorStatus, UiAnswer } from './types.js';

export interface WatchersOptions {
  status(): SupervisorStatus;
  onStop(): void;
  /** Opens or closes the web UI. */
  onUi(opens: boolean): Promise<Pick<UiAnswer, 'uiLink' | 'uiError'>>;
  /** Called when a watcher has closed. */
  onLeave(): void;
}

export class Watchers {
  private readonly sockets = new Set<Socket>();
  private come = false;

  constructor(private readonly options: WatchersOptions) {}

  get count(): number {
    return this.sockets.size;
  }

  /** True if there were watchers and now there are none: everyone who waited has read the answer. */
  get haveLeft(): boolean {
    return this.come && this.count === 0;
  }

  serve(socket: Socket): void {
    socket.on('error', () => undefined); // a client that was killed
    readLines<SupervisorRequest>(socket, ({ method }) => {
      if (method === 'stop') this.options.onStop();
      if (method === 'openUi' || method === 'closeUi') return void this.answerUi(socket, method === 'openUi');
      if (method === 'watch' || method === 'stop') this.add(socket);
      writeLine(socket, this.options.status());
    });
  }

  private async answerUi(socket: Socket, opens: boolean): Promise<void> {
    const answer = await this.options.onUi(opens);
    writeLine(socket, { ...this.options.status(), ...answer } satisfies UiAnswer);
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
