// The loop of every training segment: iterate, add up, write recovery points by the clock and on request, resume from the last one.
import type { Digest } from '../../domain/digest.js';
import { errorCodeOf } from '../../domain/errors.js';
import { Interrupted } from '../interrupted.js';
import { disposeState, keepState } from '../state/resident.js';
import type { FinalState } from '../state/final-state.js';
import type { StageState } from '../state/stage-state.js';
import { passFaultPoint } from '../../store/index.js';
import type { Checkpoints } from '../../store/types.js';
import type { TaskContext, TaskResult } from '../types.js';
import { addReport, emptyTotals, nothingTrained, totalsFromJson, totalsToJson, totalsToNumbers } from './totals.js';
import type { IterationReport, Totals } from './totals.js';

/** One segment of training a state of either kind. */
export interface SegmentJob<S extends StageState | FinalState> {
  readonly input: Digest;
  readonly from: number;
  readonly to: number;
  /** Real images of an iteration, for the number that people see. */
  readonly batch: number;
  /** The state of that digest, from the store's checkpoints or from those of a recovery point. */
  take(digest: Digest, checkpoints: Checkpoints): Promise<S>;
  /** What the segment changes before its first iteration. */
  begin(state: S): void;
  /** One iteration; returns when the device is done. */
  iterate(state: S, iteration: number): IterationReport;
  save(state: S, checkpoints: Checkpoints): Promise<Digest>;
}

/** Recovery points may take at most this share of the time, even when that makes them rarer than asked for. */
const writingShare = 0.02;

interface Start<S> {
  readonly state: S;
  readonly totals: Totals;
  readonly resumedAt: number | null;
}

/** Runs the segment to its end, or until an interrupt. An uninterrupted and a resumed run give the same result, bit for bit. */
export async function runSegment<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
): Promise<TaskResult> {
  // Loading takes its time: people and pool see that the task has begun.
  await context.tick({ done: 0, total: job.to - job.from, unit: 'iterations' });
  const { state, totals, resumedAt } = await startSegment(job, context);
  try {
    const sums = await iterateAll(job, context, state, totals);
    const digest = await job.save(state, context.store.checkpoints);
    keepState(digest, state);
    return {
      outputs: { state: digest },
      numbers: totalsToNumbers(sums),
      status: nothingTrained(sums) ? 'diverged' : 'ok',
      ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }),
    };
  } catch (error) {
    // An interrupted state is kept under its recovery point's digest.
    if (!(error instanceof Interrupted)) disposeState(state);
    throw error;
  }
}

async function iterateAll<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
  state: S,
  start: Totals,
): Promise<Totals> {
  let totals = start;
  const recovery = recoveryWriter(job, context, state, () => totals);
  context.onInterrupt(recovery.writeAndKeep);
  const began = { at: performance.now(), iteration: state.iteration };
  const report = (): Promise<void> => {
    const perMs = (state.iteration - began.iteration) / (performance.now() - began.at);
    const imagesPerSecond = state.iteration > began.iteration ? Math.round(perMs * job.batch * 1000) : undefined;
    const [done, total] = [state.iteration - job.from, job.to - job.from];
    return context.tick({ done, total, unit: 'iterations', ...(imagesPerSecond ? { imagesPerSecond } : {}) });
  };
  while (state.iteration < job.to) {
    totals = addReport(totals, job.iterate(state, state.iteration));
    state.iteration += 1;
    passFaultPoint('iteration.done', `${context.key} ${state.iteration}`);
    if (state.iteration < job.to) await recovery.writeWhenDue();
    await report();
  }
  return totals;
}

function recoveryWriter<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
  state: S,
  totals: () => Totals,
): { writeWhenDue(): Promise<void>; writeAndKeep(): Promise<void> } {
  const { recoveryEveryMs } = context.circumstances;
  const { recovery } = context.store;
  let due = performance.now() + recoveryEveryMs;
  const write = async (): Promise<Digest> => {
    const began = performance.now();
    const checkpoint = await job.save(state, recovery.checkpoints(context.key, context.attempt));
    await recovery.write(context.key, context.attempt, state.iteration, checkpoint, totalsToJson(totals()));
    const tookMs = performance.now() - began;
    due = performance.now() + Math.max(recoveryEveryMs, tookMs / writingShare);
    return checkpoint;
  };
  return {
    writeWhenDue: async () => void (performance.now() >= due && (await write())),
    writeAndKeep: async () => keepState(await write(), state),
  };
}

/** The last recovery point, or the segment's input where there is none or it can no longer be read. */
async function startSegment<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
): Promise<Start<S>> {
  const { checkpoints, recovery } = context.store;
  const point = await recovery.latest(context.key, context.attempt);
  if (point !== null) {
    try {
      const state = await job.take(point.checkpoint, recovery.checkpoints(context.key, point.attempt));
      return { state, totals: totalsFromJson(point.extra), resumedAt: point.iteration };
    } catch (error) {
      if (!errorCodeOf(error)?.startsWith('EAGAN_OBJECT_')) throw error;
      console.error(`the recovery point at iteration ${point.iteration} is not whole; the segment begins anew:`, error);
    }
  }
  const state = await job.take(job.input, checkpoints);
  job.begin(state);
  return { state, totals: emptyTotals, resumedAt: null };
}
