// Our steps and the published script's, in turns within one measurement, so that noise of the machine affects all of
// them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Note } from '../benchmark.js';
import type { ExecutionMode } from '../../../models/types.js';
import type { RuntimeIdentity } from '../../../trainer/types.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { overRuns } from '../timing.js';
import { runOwn, type StepFigures } from './own-run.js';
import { readPairs } from './pairs.js';
import type { StepPlan } from './plan.js';
import { sizeName, type StepSize } from './sizes.js';
import { runTorch, type TorchFigures, type TorchSetup } from './torch.js';

export interface StepComparison extends StepSize {
  readonly threads: number;
  readonly execution: ExecutionMode;
  readonly iterations: number;
  readonly supernet: number | null;
  readonly torch: string;
  readonly eagan: ContestantFigures;
  readonly published: ContestantFigures;
  readonly tuned: ContestantFigures;
  readonly ratios: { readonly published: StepFigures; readonly tuned: StepFigures };
}

type Contestant = 'published' | 'tuned' | 'eagan';
export type ContestantFigures = StepFigures & { readonly runs: readonly StepFigures[] };

/** One size: rounds of published, tuned, ours. Ratios are times (and memory) of theirs over ours. */
export async function compareSize(
  plan: StepPlan & { readonly against: TorchSetup },
  size: StepSize,
  note: Note,
): Promise<{ comparison: StepComparison; runtime: RuntimeIdentity }> {
  const runs: Record<Contestant, StepFigures[]> = { published: [], tuned: [], eagan: [] };
  const iterations = plan.iterations(size);
  let torch = '';
  let runtime: RuntimeIdentity | undefined;
  for (let round = 0; round < plan.runs; round++) {
    const all = await oneRound(plan, size, iterations, round);
    for (const name of ['published', 'tuned', 'eagan'] as const) runs[name].push(figuresOf(all[name]));
    ({ torch } = all.published);
    ({ runtime } = all);
    note(roundNote(size, round, plan.runs, all));
  }
  const [eagan, published, tuned] = [merged(runs.eagan), merged(runs.published), merged(runs.tuned)];
  const ratios = { published: ratio(published, eagan), tuned: ratio(tuned, eagan) };
  const { threads, execution, supernet } = plan;
  const comparison = { ...size, threads, execution, iterations, supernet, torch, eagan, published, tuned, ratios };
  return { comparison, runtime: runtime! };
}

interface Round {
  readonly published: TorchFigures;
  readonly tuned: TorchFigures;
  readonly eagan: StepFigures;
  readonly runtime: RuntimeIdentity;
}

/** The published script draws a supernet's pairs, others in each round, and ours reads them. */
async function oneRound(
  plan: StepPlan & { readonly against: TorchSetup },
  size: StepSize,
  iterations: number,
  round: number,
): Promise<Round> {
  const { against, threads, supernet } = plan;
  const folder = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    const pairsFile = join(folder, 'pairs.json');
    const drawn = supernet === null ? null : { seed: supernet + round, pairsFile };
    const run = { ...size, iterations, threads, supernet: drawn };
    const published = await runTorch(against, { ...run, tuned: false });
    const tuned = await runTorch(against, { ...run, tuned: true });
    // The script's mean leaves out its first step, and so its first pair.
    const pairs = drawn && (await readPairs(pairsFile)).slice(1);
    const { figures, runtime } = await runOwn(size, iterations, plan, pairs);
    return { published, tuned, eagan: figures, runtime };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const figuresOf = ({ best_s, median_s, mean_s, peak_mib }: StepFigures): StepFigures => ({
  ...{ best_s, median_s, mean_s },
  peak_mib,
});

/** Several runs as one; the peak is the highest. */
export function merged(runs: readonly StepFigures[]): ContestantFigures {
  return { ...overRuns(runs), peak_mib: Math.max(...runs.map((run) => run.peak_mib)), runs };
}

const ratio = (theirs: StepFigures, ours: StepFigures): StepFigures => ({
  best_s: theirs.best_s / ours.best_s,
  median_s: theirs.median_s / ours.median_s,
  mean_s: theirs.mean_s / ours.mean_s,
  peak_mib: theirs.peak_mib / ours.peak_mib,
});

function roundNote(size: StepSize, round: number, rounds: number, all: Round): string {
  const medians = (['published', 'tuned', 'eagan'] as const).map(
    (name) => `${name} ${formatMeasuredDuration(all[name].median_s)}`,
  );
  return `${sizeName(size)}, round ${round + 1} of ${rounds}: ${medians.join(', ')}`;
}
