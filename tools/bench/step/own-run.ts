// One run of our steps in a process of its own.
import type { RuntimeIdentity } from '../../../trainer/types.js';
import { runInChild } from '../run-in-child.js';
import type { Timing } from '../timing.js';
import type { GenotypePair } from './pairs.js';
import type { StepPlan } from './plan.js';
import { usualWarmup, type StepSize } from './sizes.js';

export interface StepFigures extends Timing {
  readonly peak_mib: number;
}

export interface OwnRun {
  readonly figures: StepFigures;
  readonly runtime: RuntimeIdentity;
}

/** Measures `iterations` steps, or as many as there are pairs. */
export async function runOwn(
  size: StepSize,
  iterations: number,
  { threads, execution }: Pick<StepPlan, 'threads' | 'execution'>,
  pairs: readonly GenotypePair[] | null,
): Promise<OwnRun> {
  const measurement = { ...size, iterations, execution, warmup: usualWarmup(iterations), pairs };
  const { value, runtime, peakMib } = await runInChild('steps', measurement, threads);
  return { figures: { ...value, peak_mib: peakMib }, runtime };
}
