// The loop of every training segment: iterate, sum up, write recovery points by the clock and on request, resume from
// the last one.
import type { Digest } from '../../domain/digest.js';
import { disposeState, keepState } from '../state/resident.js';
import type { FinalState } from '../state/final-state.js';
import type { StageState } from '../state/stage-state.js';
import { fromRecoveryPoint, recoveryWriter, type RecoveryWriter } from '../recovery-points.js';
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

/** A running segment. */
interface Work<S> {
  readonly state: S;
  totals: Totals;
  readonly resumedAt: number | null;
}

/**
 * Runs the segment to its end or until an interrupt. An uninterrupted and a resumed run give the same result, bit for
 * bit.
 */
export async function runSegment<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
): Promise<TaskResult> {
  // Loading takes time: people and pool see that the task has begun.
  await context.tick({ done: 0, total: job.to - job.from, unit: 'iterations' });
  const work = await startSegment(job, context);
  const { state, resumedAt } = work;
  const recovery = recoveryWriter(context, () => ({
    position: state.iteration,
    extra: totalsToJson(work.totals),
    save: (checkpoints) => job.save(state, checkpoints),
  }));
  let kept = false;
  const keep = (digest: Digest): void => {
    keepState(digest, state);
    kept = true;
  };
  context.onInterrupt(async () => keep(await recovery.write()));
  try {
    await iterateAll(job, context, work, recovery);
    const digest = await recovery.timed(() => job.save(state, context.store.checkpoints));
    keep(digest);
    return {
      outputs: { state: digest },
      numbers: totalsToNumbers(work.totals),
      status: nothingTrained(work.totals) ? 'diverged' : 'ok',
      ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }),
      ...recovery.forResult(),
    };
  } finally {
    if (!kept) disposeState(state);
  }
}

async function iterateAll<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
  work: Work<S>,
  recovery: RecoveryWriter,
): Promise<void> {
  const { state } = work;
  const began = { at: performance.now(), iteration: state.iteration };
  while (state.iteration < job.to) {
    work.totals = addReport(work.totals, job.iterate(state, state.iteration));
    state.iteration += 1;
    passFaultPoint('iteration.done', `${context.key} ${state.iteration}`);
    if (state.iteration < job.to) await recovery.writeWhenDue();
    const perMs = (state.iteration - began.iteration) / (performance.now() - began.at);
    await context.tick({
      done: state.iteration - job.from,
      total: job.to - job.from,
      unit: 'iterations',
      imagesPerSecond: Math.round(perMs * job.batch * 1000),
      ...recovery.forProgress(),
    });
  }
}

/** The last recovery point; the segment's input if there is none, or none that can still be read. */
async function startSegment<S extends StageState | FinalState>(
  job: SegmentJob<S>,
  context: TaskContext,
): Promise<Work<S>> {
  const resumed = await fromRecoveryPoint(context, async ({ checkpoint, iteration, extra }, checkpoints) => {
    const totals = totalsFromJson(extra);
    if (totals === null) return null;
    return { state: await job.take(checkpoint, checkpoints), totals, resumedAt: iteration };
  });
  if (resumed !== null) return resumed;
  const state = await job.take(job.input, context.store.checkpoints);
  job.begin(state);
  return { state, totals: emptyTotals, resumedAt: null };
}
