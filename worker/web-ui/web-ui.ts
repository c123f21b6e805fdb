// The web UI of a supervisor's embedded server: closed, until somebody asks for it.
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError } from '../../domain/errors.js';
import type { KeyRing } from '../sealing/key-ring.js';
import type { KeptServer } from '../kept-server.js';
import { codecPath } from './codec-endpoint.js';
import { UiGate, type UiAddress } from './gate.js';

const answersWithinMs = 30_000;
const answersSoon = (): RequestInit => ({ signal: AbortSignal.timeout(2_000) });

type UiServer = Pick<KeptServer, 'restart' | 'uiAddress' | 'lastUiPort'>;

export class WebUi {
  private gate: UiGate | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly server: UiServer,
    private readonly keys: () => KeyRing,
  ) {}

  /** Its address; null: it is closed. */
  get address(): string | null {
    return this.gate?.address ?? null;
  }

  /** Opens it unless it is open, and returns a link that admits one browser. */
  open(): Promise<string> {
    return this.next(async () => {
      if (!this.gate) {
        const gate = await UiGate.open(this.keys(), () => this.server.uiAddress(), this.server.lastUiPort());
        this.gate = gate;
        await this.server.restart({ port: gate.port, codecPath }).catch((error: unknown) => this.giveUp(error));
      }
      await untilAnswers(() => this.server.uiAddress());
      return this.gate.newLink();
    });
  }

  /** Closes it. False if it was not open. */
  close(): Promise<boolean> {
    return this.next(async () => {
      const isOpen = this.gate !== null || this.server.uiAddress() !== null;
      await this.shut();
      if (isOpen) await this.server.restart(null);
      return isOpen;
    });
  }

  /** Lets nobody in any more; the server itself is ending. */
  async shut(): Promise<void> {
    const { gate } = this;
    this.gate = null;
    await gate?.close();
  }

  /** One request at a time: two at once would restart the server twice. */
  private next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async giveUp(error: unknown): Promise<never> {
    await this.shut();
    // A server that starts later must not have a web UI without a gate.
    await this.server.restart(null).catch(() => undefined);
    throw error;
  }
}

/** The server serves before its web UI does. */
async function untilAnswers(address: () => UiAddress | null): Promise<void> {
  for (const end = Date.now() + answersWithinMs; ; await sleep(100)) {
    const at = address();
    const found = at && (await fetch(`http://${at.host}:${at.port}/healthz`, answersSoon()).catch(() => null));
    if (found?.ok) return void (await found.body?.cancel());
    if (Date.now() < end) continue;
    const message = `the web UI must answer within ${answersWithinMs / 1000} s (it did not)`;
    throw new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, 'Read logs/server.log in the state folder.');
  }
}
