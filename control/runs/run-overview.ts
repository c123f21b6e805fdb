// A run in a few words and numbers, from the store alone.
import type { RunState } from '../../domain/runs/run-state.js';
import { selectionLabels } from '../../domain/search/selection-label.js';
import { places } from '../../domain/steps/places.js';
import {
  orDamaged,
  readingRun,
  readStory,
  standingLines,
  wholeRecords,
  type DamagedRun,
  type RunInStore,
  type StepLine,
  type Store,
} from '../../store/index.js';
import { generationIn } from '../history/generation-end.js';
import { givenOptions } from './given-options.js';
import { phaseNow, standingOf, trainImagesIn } from '../progress/progress.js';
import { earlyEnds, type EarlyEnd } from '../progress/stage-ends.js';
import { surveyRuns } from './find-run.js';
import { commandsAfter, wayOut } from './way-out.js';

export interface RunOverview {
  readonly run: string;
  /** `frozen`: recorded but never started. */
  readonly status: 'frozen' | RunState['status'];
  readonly seed: number;
  /** What it was started with, as it is typed; empty if there was nothing, or nothing is known. */
  readonly options: readonly string[];
  /** When it was first started; null: never. */
  readonly startedAt: string | null;
  /** When its newest execution started, if it is not the first. */
  readonly resumedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly cure: string } | null;
  /** What to type so that a failed or blocked run continues once the cause is gone; empty for all others. */
  readonly goOn: readonly string[];
  /** The limit at which it paused: `budget (candidates 40 of 40)`. */
  readonly budget: string | null;
  readonly resultDigest: string | null;
  /** The ledger's last line: its digest stands for every line before it. null: there is none. */
  readonly head: { readonly sequence: number; readonly digest: string } | null;
  /** Closed steps, and at most how many there will be, without generations that a stage skipped. */
  readonly steps: { readonly finished: number; readonly expected: number };
  /** 0 to 1. */
  readonly fraction: number;
  readonly phase: string;
  readonly epoch: number;
  /** The rule that chose survivors, for display, if it is not Pareto selection. */
  readonly selections: readonly string[];
  /** Stages that ended before their last generation. */
  readonly earlyEnds: readonly EarlyEnd[];
  /** The run whose steps before that place this run shares; null: it is no fork. */
  readonly forkedFrom: { readonly run: string; readonly at: string } | null;
}

/** All runs, the latest started first, and those that cannot be read. */
export async function allOverviews(
  store: Store,
): Promise<{ readonly runs: readonly RunOverview[]; readonly damaged: readonly DamagedRun[] }> {
  const { runs, damaged } = await surveyRuns(store);
  const read = await Promise.all(runs.map((run) => orDamaged(run.frozen.run, () => overviewOf(store, run))));
  return {
    runs: read.flatMap((each) => ('steps' in each ? [each] : [])),
    damaged: [...damaged, ...read.flatMap((each) => ('steps' in each ? [] : [each]))],
  };
}

/** Reads a run's ledger, and few of its records. */
export const overviewOf = (store: Store, run: RunInStore): Promise<RunOverview> =>
  readingRun(run.frozen.run, () => overviewFrom(store, run));

/** Runs of the first versions did not note it. */
async function firstStart(store: Store, run: string): Promise<string | null> {
  return (await readStory(store, run)).find(({ kind }) => kind === 'started')?.at ?? null;
}

/** Of the steps whose records say more than that they are finished: the data, and where stages may have ended early. */
function tellingLines(lines: readonly StepLine[]): StepLine[] {
  const last = new Map<string, { readonly generation: number; readonly line: StepLine }>();
  for (const line of lines) {
    const within = generationIn(line.place);
    if (within?.isSelection && within.generation >= (last.get(within.stage)?.generation ?? 0))
      last.set(within.stage, { generation: within.generation, line });
  }
  return [...lines.filter(({ place }) => place === places.dataset), ...[...last.values()].map(({ line }) => line)];
}

async function overviewFrom(store: Store, { frozen, state, result, owner }: RunInStore): Promise<RunOverview> {
  const lines = await standingLines(store, frozen.run);
  const records = await wholeRecords(store, tellingLines(lines));
  const finished = { places: lines.map(({ place }) => place), trainImages: trainImagesIn(records), records };
  const { fraction, current, plan } = await standingOf(frozen.pipeline, finished);
  const startedAt = (await firstStart(store, frozen.run)) ?? state?.startedAt ?? null;
  const isCompleted = state?.status === 'completed';
  const failure = state?.status === 'failed' || state?.status === 'blocked' ? state : null;
  return {
    run: frozen.run,
    status: state?.status ?? 'frozen',
    seed: frozen.pipeline.seed,
    options: givenOptions(frozen),
    startedAt,
    resumedAt: state && state.startedAt !== startedAt ? state.startedAt : null,
    finishedAt: state && 'finishedAt' in state ? state.finishedAt : null,
    error: failure && { code: failure.code, message: failure.message, cure: wayOut(frozen, failure) },
    goOn: failure ? commandsAfter(frozen, failure) : [],
    budget: state?.status === 'paused' ? (state.budget ?? null) : null,
    resultDigest: result?.resultDigest ?? null,
    head: await headOf(store, frozen.run),
    steps: { finished: lines.length, expected: plan.length },
    // In a small space offspring may be missing, so a completed run may have fewer steps than its plan.
    fraction: isCompleted ? 1 : fraction,
    phase: isCompleted ? 'done' : phaseNow(current),
    epoch: owner?.epoch ?? 0,
    selections: selectionLabels(frozen.pipeline.stages),
    earlyEnds: earlyEnds(frozen.pipeline, records),
    forkedFrom: frozen.forkedFrom ?? null,
  };
}

async function headOf({ ledger }: Store, run: string): Promise<RunOverview['head']> {
  const head = await ledger.head(run);
  return head && { sequence: head.sequence, digest: head.digest };
}
