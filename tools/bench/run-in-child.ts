// Runs one of the measurements in a process of its own.
import { measureInChild, type Measured } from '../../planning/measure-in-child.js';
import type { MeasurementName, Measurements } from './measurements.js';

export type { Measured } from '../../planning/measure-in-child.js';

/**
 * Measures in a child with that many threads. Throws what the child threw, or EAGAN_TRAINER_CRASHED with the last that
 * it wrote.
 */
export async function runInChild<N extends MeasurementName>(
  name: N,
  parameters: Parameters<Measurements[N]>[0],
  threads: number,
): Promise<Measured<Awaited<ReturnType<Measurements[N]>>>> {
  return measureInChild(new URL('./child.js', import.meta.url), { name, parameters }, threads);
}
