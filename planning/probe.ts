// Runs planned steps in a trainer set up as a run's, and tells how long they and their parts took.
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { threadsOf } from '../domain/run-plan.js';
import type { Pipeline } from '../domain/pipeline.js';
import { stepKey, type Step } from '../domain/step.js';
import { createPool } from '../trainer/pool.js';
import type { Progress, RuntimeIdentity, TaskResult, TrainerPool } from '../trainer/types.js';

export interface Probed {
  readonly result: TaskResult;
  readonly identity: RuntimeIdentity;
  /** From the hand-over to the result. */
  readonly seconds: number;
  /** Of one unit of the task's progress (iterations, images), once it is under way. */
  readonly unitSeconds: number;
  /** What is left when all units are taken off. */
  readonly fixedSeconds: number;
}

export interface Probe {
  /** `units`: how many the step has. */
  run(step: Step, units: number): Promise<Probed>;
  elapsedSeconds(): number;
  close(): Promise<void>;
}

/** A pool of one slot over a store that is thrown away. */
export async function openProbe(pipeline: Pipeline): Promise<Probe> {
  const folder = await mkdtemp(join(tmpdir(), 'eagan-plan-'));
  const pool = createPool({ slots: 1, logFolder: join(folder, 'logs') });
  const began = performance.now();
  return {
    run: (step, units) => probe(pool, join(folder, 'store'), step, units, threadsOf(pipeline, step.kind)),
    elapsedSeconds: () => (performance.now() - began) / 1000,
    close: async () => {
      await pool.close(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function probe(
  pool: TrainerPool,
  storeFolder: string,
  step: Step,
  units: number,
  threads: number,
): Promise<Probed> {
  const seen: { readonly at: number; readonly done: number }[] = [];
  const onProgress = ({ done }: Progress): void => void seen.push({ at: performance.now() / 1000, done });
  const task = { step, key: stepKey(step), storeFolder, attempt: 'plan', circumstances: { recoveryEveryMs: 2 ** 31 } };
  const signal = new AbortController().signal;
  // A child that starts is none of the step's time.
  await pool.identity(threads);
  const began = performance.now();
  const { result, identity } = await pool.run(task, { threads, signal, onProgress, onWaiting: () => undefined });
  const seconds = (performance.now() - began) / 1000;
  const unitSeconds = paceOf(seen) ?? seconds / Math.max(1, units);
  return { result, identity, seconds, unitSeconds, fixedSeconds: Math.max(0, seconds - unitSeconds * units) };
}

/** Seconds a unit between the first unit that was reported and the last. */
function paceOf(seen: readonly { readonly at: number; readonly done: number }[]): number | null {
  const first = seen.find(({ done }) => done > 0);
  const last = seen.at(-1);
  return first && last && last.done > first.done ? (last.at - first.at) / (last.done - first.done) : null;
}
