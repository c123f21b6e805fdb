// The heartbeat of an activity. While the worker itself works, its event loop is the sign of life. While a trainer
// works, only the pool's reports count, because only the pool knows whether the child has been silent for too long.
import { Context } from '@temporalio/activity';
import { Interruption } from '../trainer/interrupted.js';
import type { Progress } from '../trainer/types.js';

/** What the heartbeat reports to those who follow the run. */
export interface HeartbeatDetails {
  readonly place: string;
  readonly progress?: Progress;
  /** true: it waits for a free trainer. */
  readonly waiting?: true | 'disk';
}

const everyMs = 1000;

export class Heartbeats {
  private details: HeartbeatDetails;
  private inTrainer = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly context = Context.current();

  constructor(private readonly place: string) {
    this.details = { place };
    this.timer = setInterval(() => {
      if (this.inTrainer === 0) this.beat();
    }, everyMs);
    this.beat();
  }

  /** Aborted when the activity must stop, for any reason. */
  get signal(): AbortSignal {
    return this.context.cancellationSignal;
  }

  /** Reports something new. */
  tell(details: Omit<HeartbeatDetails, 'place'>): void {
    this.details = { place: this.place, ...details };
    this.beat();
  }

  /** Repeats the last report. */
  beat(): void {
    this.context.heartbeat(this.details);
  }

  /** While `work` runs, only its own reports are sent. */
  async leaveTo<T>(work: () => Promise<T>): Promise<T> {
    this.inTrainer += 1;
    try {
      return await work();
    } finally {
      this.inTrainer -= 1;
    }
  }

  /** Waits a second while the activity waits for something. Throws `Interruption` when the activity must stop. */
  async pause(waitsFor: string): Promise<void> {
    await this.context.sleep(everyMs).catch(() => {
      throw new Interruption(`the step was interrupted while it waited for ${waitsFor}`);
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Runs an activity's work with its own heartbeat. */
export async function withHeartbeats<T>(place: string, work: (beats: Heartbeats) => Promise<T>): Promise<T> {
  const beats = new Heartbeats(place);
  try {
    return await work(beats);
  } finally {
    beats.stop();
  }
}
