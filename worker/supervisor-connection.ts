// A connection to the supervisor of a state folder. It receives every status, and keeps the supervisor running while it
// is open.
import type { Socket } from 'node:net';
import { EaganError } from '../domain/errors.js';
import { earlierHolder } from '../scripts/earlier-lock.mjs';
import { connectTo } from '../scripts/lock.mjs';
import { isCode } from '../store/file-errors.js';
import { isProof, newNonce, proofOf, secretIn } from './handshake.js';
import { readLines, writeLine } from './json-lines.js';
import { statePaths } from './state-paths.js';
import type { SupervisorHello, SupervisorProof, SupervisorRequest, SupervisorStatus } from './types.js';

const handshakeLimitMs = 10_000;

type Method = SupervisorRequest['method'];

export class SupervisorConnection {
  latest: SupervisorStatus | null = null;
  isClosed = false;
  readonly closed: Promise<void>;
  private readonly listeners = new Set<(status: SupervisorStatus) => void>();
  private onProof: ((line: SupervisorProof) => void) | null = null;

  /** `isEarlier`: its supervisor is of an earlier version, which has no secret. */
  private constructor(
    private readonly socket: Socket,
    readonly isEarlier: boolean,
  ) {
    this.closed = new Promise<void>((resolve) => socket.once('close', () => resolve())).then(
      () => void (this.isClosed = true),
    );
    socket.on('error', () => undefined); // 'close' follows
    readLines<SupervisorStatus | SupervisorProof>(socket, (line) => this.receive(line));
  }

  /**
   * Connects and asks, after both sides have proved that they know the secret of the state folder; null if no
   * supervisor listens. Throws EAGAN_NOT_TRUSTED if another process listens there.
   */
  static async open(stateFolder: string, method: Method): Promise<SupervisorConnection | null> {
    const paths = statePaths(stateFolder);
    const socket = await connectTo(paths.socket).catch((error: unknown) => {
      throw isCode(error, 'EAGAIN') ? silent(stateFolder) : error;
    });
    const earlier = socket ? null : await earlierHolder(paths.socket);
    if (!socket && !earlier) return null;
    const connection = new SupervisorConnection((socket ?? earlier)!, socket === null);
    try {
      // The folder and this socket belong to this user, and versions before this one know nothing else.
      if (connection.isEarlier) writeLine(connection.socket, { method });
      else if (!(await connection.request(method, secretIn(paths.secret), stateFolder))) return null;
      return connection;
    } catch (error) {
      connection.release();
      throw error;
    }
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

  /** False if the supervisor ends meanwhile. */
  private async request(method: Method, secret: string, stateFolder: string): Promise<boolean> {
    const command = newNonce();
    const answer = this.firstLine();
    writeLine(this.socket, { hello: command } satisfies SupervisorHello);
    const line = await answer;
    if (this.isClosed) return false;
    const nonces = { command, supervisor: String(line?.nonce) };
    if (!line || !isProof(line.proof, proofOf(secret, 'supervisor', nonces)))
      throw line ? stranger(stateFolder) : silent(stateFolder);
    writeLine(this.socket, { method, proof: proofOf(secret, 'command', nonces, method) } satisfies SupervisorRequest);
    return true;
  }

  private firstLine(): Promise<SupervisorProof | null> {
    return new Promise((resolve) => {
      const settle = (line: SupervisorProof | null): void => {
        clearTimeout(timer);
        this.onProof = null;
        resolve(line);
      };
      const timer = setTimeout(() => settle(null), handshakeLimitMs);
      this.onProof = settle;
      void this.closed.then(() => settle(null));
    });
  }

  private receive(line: SupervisorStatus | SupervisorProof): void {
    if (this.onProof) return this.onProof(line as SupervisorProof);
    this.latest = line as SupervisorStatus;
    for (const listener of this.listeners) listener(this.latest);
  }
}

function stranger(stateFolder: string): EaganError {
  const { socket, secret } = statePaths(stateFolder);
  const message = `the process that listens at ${socket} must know the secret in ${secret} (it does not)`;
  const cure = `Find out which process it is (on Linux: ss -xlp), end it, then run the command again.`;
  return new EaganError('EAGAN_NOT_TRUSTED', message, cure);
}

function silent(stateFolder: string): EaganError {
  const message = `the supervisor of ${stateFolder} must answer within ${handshakeLimitMs / 1000} s`;
  const cure = `Its log is ${statePaths(stateFolder).supervisorLog}.`;
  return new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, cure);
}
