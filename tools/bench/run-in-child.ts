// Runs one of the measurements in a process of its own.
import { measureInChild, type ChildMeasurement } from '../../planning/measure-in-child.js';
import type { MeasurementName, Measurements } from './measurements.js';

export type { ChildMeasurement } from '../../planning/measure-in-child.js';

/**
 * Measures in a child with that many threads. Throws what the child threw, or EAGAN_TRAINER_CRASHED with its last
 * output.
 */
export async function runInChild<N extends MeasurementName>(
  name: N,
  parameters: Parameters<Measurements[N]>[0],
  threads: number,
): Promise<ChildMeasurement<Awaited<ReturnType<Measurements[N]>>>> {
  return measureInChild(new URL('./child.js', import.meta.url), { name, parameters }, threads);
}
