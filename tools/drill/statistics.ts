// Middle and worst of a few durations.
import { median } from '../../domain/averages.js';

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** null for none. */
export function spreadOf(values: readonly number[]): Spread | null {
  return values.length === 0 ? null : { median: median(values), worst: Math.max(...values) };
}
