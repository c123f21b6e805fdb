// Runs planned steps in a trainer set up like a run's, and reports how long they and their parts took. A step may be
// cut short.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { threadsOf } from '../domain/plan/index.js';
import { judgeCircumstances, judgeIn } from '../domain/judges.js';
import type { Pipeline } from '../domain/pipeline.js';
import { phaseOf } from '../domain/steps/parse-place.js';
import { stepKey, type Step } from '../domain/steps/step.js';
import { Interruption } from '../trainer/interrupted.js';
import { createPool } from '../trainer/pool.js';
import type { Progress, RuntimeIdentity, TaskResult, TrainerPool, TrainerTask } from '../trainer/types.js';
import { paceOf, type ProgressPoint } from './pace.js';
import { makeTemporaryFolder } from '../scripts/temporary.mjs';

export interface StepTiming {
  readonly identity: RuntimeIdentity;
  /** From sending the task to its result. */
  readonly seconds: number;
  /** For one unit of the task's progress (iterations, images), after its start. */
  readonly unitSeconds: number;
  /** The units that `unitSeconds` comes from. */
  readonly window: { readonly from: number; readonly to: number };
  /** The time without all units. */
  readonly fixedSeconds: number;
  /** The part of it spent on a training state. */
  readonly writingSeconds: number;
}

/** A finished step. */
type Probed = StepTiming & { readonly result: TaskResult };

export interface Probe {
  /** `units`: how many the step has. */
  run(step: Step, units: number): Promise<Probed>;
  /** Stops the step at its first unit after this time; `result` is then null. */
  runFor(seconds: number, step: Step, units: number): Promise<StepTiming & { readonly result: TaskResult | null }>;
  elapsedSeconds(): number;
  close(): Promise<void>;
}

/**
 * A pool of one slot over a temporary store. Aborting `signal` ends the running step by force; `close` must still be
 * called.
 */
export async function openProbe(pipeline: Pipeline, signal: AbortSignal): Promise<Probe> {
  const began = performance.now();
  const elapsedSeconds = (): number => (performance.now() - began) / 1000;
  const folder = makeTemporaryFolder('eagan-plan-');
  const pool = createPool({ slots: 1, logFolder: join(folder, 'logs') });
  const stop = (): void => void pool.close(0);
  signal.addEventListener('abort', stop);
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', stop);
    await pool.close(0);
    await rm(folder, { recursive: true, force: true });
  };
  const inPool: Where = { pool, storeFolder: join(folder, 'store'), stopped: signal, pipeline };
  try {
    signal.throwIfAborted();
    await pool.identity(pipeline.resources.train.threads);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run: async (step, units) => whole(await probe(inPool, step, units, Infinity)),
    runFor: (seconds, step, units) => probe(inPool, step, units, seconds),
    elapsedSeconds,
    close,
  };
}

interface Where {
  readonly pool: TrainerPool;
  readonly storeFolder: string;
  readonly stopped: AbortSignal;
  readonly pipeline: Pipeline;
}

function whole(timed: StepTiming & { readonly result: TaskResult | null }): Probed {
  if (timed.result === null) throw new Interruption();
  return { ...timed, result: timed.result };
}

/** No probe writes a recovery point. */
const filesOf = (step: Step, pipeline: Pipeline): TrainerTask['circumstances'] => ({
  recoveryEveryMs: 2 ** 31,
  ...judgeCircumstances(judgeIn(pipeline, phaseOf(step.place)).settings),
});

async function probe(
  { pool, storeFolder, stopped, pipeline }: Where,
  step: Step,
  units: number,
  limitSeconds: number,
): Promise<StepTiming & { readonly result: TaskResult | null }> {
  const threads = threadsOf(pipeline, step.kind);
  // The start of a child is not part of the step's time.
  const identity = await pool.identity(threads);
  const began = performance.now();
  const now = (): number => (performance.now() - began) / 1000;
  const seen: ProgressPoint[] = [];
  const enough = new AbortController();
  let hard: NodeJS.Timeout | undefined;
  const onProgress = ({ done }: Progress): void => {
    seen.push({ at: now(), done });
    // A request that arrives with a unit's report takes effect after the next unit. If units are very long, it is sent
    // before.
    if (limitSeconds < Infinity) hard ??= setTimeout(() => enough.abort(), 2000 * limitSeconds);
    if (done > 0 && now() > limitSeconds) enough.abort();
  };
  const task = { step, key: stepKey(step), storeFolder, attempt: 'plan', circumstances: filesOf(step, pipeline) };
  const ran = pool.run(task, { threads, signal: enough.signal, onProgress, onWaiting: () => undefined });
  const result = await ran.then(
    (done) => done.result,
    (error: unknown) => {
      clearTimeout(hard);
      if (!(error instanceof Interruption) || stopped.aborted) throw error;
      return null;
    },
  );
  clearTimeout(hard);
  const seconds = now();
  const pace = paceOf(seen) ?? { unitSeconds: seconds / Math.max(1, units), from: 0, to: units };
  // An interrupted task writes its state before it ends.
  const writingSeconds = result ? (result.writingMs ?? 0) / 1000 : seconds - seen.at(-1)!.at;
  const { unitSeconds, from, to } = pace;
  const done = result ? units : seen.at(-1)!.done;
  return {
    ...{ result, identity, seconds, unitSeconds, writingSeconds, window: { from, to } },
    fixedSeconds: Math.max(0, seconds - unitSeconds * done),
  };
}
