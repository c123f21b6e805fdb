// The same measurement several times, each in a fresh process.
import type { Note } from './benchmark.js';
import type { MeasurementName, Measurements } from './measurements.js';
import { runInChild, type ChildMeasurement } from './run-in-child.js';

type Value<N extends MeasurementName> = Awaited<ReturnType<Measurements[N]>>;

export interface Runs<T> {
  readonly values: readonly T[];
  readonly runtime: ChildMeasurement<T>['runtime'];
  /** Of the run that needed most. */
  readonly peakMib: number;
}

/** Measures `runs` times; `told` describes a value in a few words. */
export async function inRuns<N extends MeasurementName>(
  name: N,
  parameters: Parameters<Measurements[N]>[0],
  threads: number,
  runs: number,
  note: Note,
  told: (value: Value<N>) => string,
): Promise<Runs<Value<N>>> {
  const done: ChildMeasurement<Value<N>>[] = [];
  for (let run = 0; run < runs; run++) {
    done.push(await runInChild(name, parameters, threads));
    note(`${name}, run ${run + 1} of ${runs}: ${told(done.at(-1)!.value)}`);
  }
  const peakMib = Math.max(...done.map((one) => one.peakMib));
  return { values: done.map(({ value }) => value), runtime: done[0]!.runtime, peakMib };
}
