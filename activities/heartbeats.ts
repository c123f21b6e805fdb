// The activity's sign of life. While the worker itself is at work its event loop is the sign; while a trainer is, only
// the pool's word counts: the pool alone knows whether the child has been silent for too long.
import { Context } from '@temporalio/activity';
import { Interruption } from '../trainer/interrupted.js';
import type { Progress } from '../trainer/types.js';

/** What the heartbeat tells those who follow the run. */
export interface HeartbeatDetails {
  readonly place: string;
  readonly progress?: Progress;
  /** true: for a trainer that is free. */
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

  /** Aborted when the activity shall stop, for whatever reason. */
  get signal(): AbortSignal {
    return this.context.cancellationSignal;
  }

  /** Says something new. */
  tell(details: Omit<HeartbeatDetails, 'place'>): void {
    this.details = { place: this.place, ...details };
    this.beat();
  }

  /** Says the same again. */
  beat(): void {
    this.context.heartbeat(this.details);
  }

  /** While `work` runs, nothing is said but what it says. */
  async leaveTo<T>(work: () => Promise<T>): Promise<T> {
    this.inTrainer += 1;
    try {
      return await work();
    } finally {
      this.inTrainer -= 1;
    }
  }

  /** Lets a second pass while the activity waits for something; throws `Interrupted` when it shall stop. */
  async pause(waitsFor: string): Promise<void> {
    await this.context.sleep(everyMs).catch(() => {
      throw new Interruption(`the step was interrupted while it waited for ${waitsFor}`);
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Runs an activity's work with a heartbeat of its own. */
export async function withHeartbeats<T>(place: string, work: (beats: Heartbeats) => Promise<T>): Promise<T> {
  const beats = new Heartbeats(place);
  try {
    return await work(beats);
  } finally {
    beats.stop();
  }
}
