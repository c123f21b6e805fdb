// How one attempt at a step went, as far as its worker heard: where it computed, how far it came, what it used.
import type { AttemptEvent } from '../domain/ledger/kinds.js';
import type { Progress, TaskPlace, Usage } from '../trainer/types.js';

export type AttemptTold = Pick<
  AttemptEvent,
  'slot' | 'device' | 'computingSince' | 'fromIteration' | 'toIteration' | 'cpuMs' | 'peakMemoryBytes'
>;

export class AttemptCourse {
  private since: string | undefined;
  private places: TaskPlace[] = [];
  private from = 0;
  private reached: number | null = null;

  /** A trainer takes the step: once, or again after a lost object was made again. */
  begins(place: TaskPlace): void {
    this.since ??= new Date().toISOString();
    this.places.push(place);
  }

  /** Iterations only: other units count what no recovery point continues. */
  progresses({ unit, done }: Progress): void {
    if (unit !== 'iterations') return;
    this.reached = done;
  }

  /** The iteration of the recovery point that it continues from; 0: none. */
  continues(iteration: number): void {
    this.from = iteration;
  }

  told(): AttemptTold {
    const place = this.places.at(-1);
    const used = this.places.flatMap((each) => each.usage() ?? []);
    return {
      ...(place ? { slot: place.slot, device: place.device } : {}),
      ...(this.since === undefined ? {} : { computingSince: this.since }),
      ...(this.reached === null ? {} : { fromIteration: this.from, toIteration: this.reached }),
      ...(used.length === 0 ? {} : sumOf(used)),
    };
  }
}

function sumOf(used: readonly Usage[]): Usage {
  return {
    cpuMs: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakMemoryBytes: Math.max(...used.map(({ peakMemoryBytes }) => peakMemoryBytes)),
  };
}
