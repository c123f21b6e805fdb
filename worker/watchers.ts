// The connections at a supervisor's socket: each proves that it knows the secret and sends a request; watchers get
// every change until they close.
import type { Socket } from 'node:net';
import { isProof, newNonce, proofOf, type Nonces } from './handshake.js';
import { readLines, writeLine } from './json-lines.js';
import type { SupervisorHello, SupervisorProof, SupervisorRequest, SupervisorStatus, UiAnswer } from './types.js';

export interface WatchersOptions {
  status(): SupervisorStatus;
  /** What commands must know. */
  secret(): string;
  onStop(): void;
  /** Opens or closes the web UI. */
  onUi(opens: boolean): Promise<Pick<UiAnswer, 'uiLink' | 'uiError'>>;
  /** Called when a watcher has closed. */
  onLeave(): void;
}

type Line = Partial<SupervisorHello & SupervisorRequest>;

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
    let nonces: Nonces | null = null;
    readLines<Line>(socket, (line) => {
      if (nonces === null) nonces = this.greet(socket, line);
      else this.answer(socket, line, nonces);
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

  private greet(socket: Socket, { hello }: Line): Nonces {
    if (typeof hello !== 'string') throw new Error('a connection starts with a hello');
    const nonces = { command: hello, supervisor: newNonce() };
    const proof = proofOf(this.options.secret(), 'supervisor', nonces);
    writeLine(socket, { nonce: nonces.supervisor, proof } satisfies SupervisorProof);
    return nonces;
  }

  private answer(socket: Socket, { method, proof }: Line, nonces: Nonces): void {
    if (!isProof(proof, proofOf(this.options.secret(), 'command', nonces, method))) throw new Error('no proof');
    if (method === 'openUi' || method === 'closeUi') return void this.answerUi(socket, method === 'openUi');
    if (method === 'stop') this.options.onStop();
    if (method === 'watch' || method === 'stop') this.add(socket);
    writeLine(socket, this.options.status());
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
