// Evaluates a whole population by several parallel processes, and takes the time from the first start to the last end.
import { runInChild, type ChildMeasurement } from '../run-in-child.js';
import { median } from '../../../domain/averages.js';
import type { EvaluationResult, EvaluationRequest, EvaluationShare } from './measure.js';

export interface Layout {
  readonly processes: number;
  readonly threads: number;
}

export interface PopulationRun extends Layout {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
  /** By slot. */
  readonly evaluated: readonly EvaluationResult[];
  readonly runtime: ChildMeasurement<EvaluationShare>['runtime'];
}

export interface LayoutResult extends Layout {
  readonly images: number;
  readonly individuals: number;
  readonly best_s: number;
  readonly median_s: number;
  readonly images_per_s: number;
  /** Processor time of all processes, median. */
  readonly cpu_s: number;
  /** Of the largest process. */
  readonly peak_mib: number;
}

/** Evaluates everybody once; individuals are dealt out in turn. */
export async function evaluatePopulation(
  request: Omit<EvaluationRequest, 'slots'>,
  { processes, threads }: Layout,
): Promise<PopulationRun> {
  const slots = request.population.individuals.map((_, slot) => slot);
  const shares = Array.from({ length: processes }, (_, i) => slots.filter((slot) => slot % processes === i));
  const busy = shares.filter((share) => share.length > 0);
  const done = await Promise.all(busy.map((share) => runInChild('evaluations', { ...request, slots: share }, threads)));
  const values = done.map(({ value }) => value);
  const milliseconds = Math.max(...values.map(({ to }) => to)) - Math.min(...values.map(({ from }) => from));
  return {
    processes,
    threads,
    seconds: milliseconds / 1000,
    cpuSeconds: values.reduce((sum, value) => sum + value.cpuSeconds, 0),
    peakMib: Math.max(...done.map(({ peakMib }) => peakMib)),
    evaluated: values.flatMap(({ evaluated }) => evaluated).sort((a, b) => a.slot - b.slot),
    runtime: done[0]!.runtime,
  };
}

/** The runs of one layout as one result; the rate is that of the median. */
export function layoutResult(runs: readonly PopulationRun[], images: number): LayoutResult {
  const { processes, threads, evaluated } = runs[0]!;
  const seconds = runs.map((run) => run.seconds);
  const median_s = median(seconds);
  return {
    ...{ processes, threads, images, individuals: evaluated.length },
    best_s: Math.min(...seconds),
    median_s,
    images_per_s: (images * evaluated.length) / median_s,
    cpu_s: median(runs.map((run) => run.cpuSeconds)),
    peak_mib: Math.max(...runs.map((run) => run.peakMib)),
  };
}
