// What a benchmark is: one folder below tools/bench/. Children measure its figures; it shows them as a table and as
// JSON.
import type { Command } from 'commander';
import type { RuntimeIdentity } from '../../trainer/types.js';

/** Options as the command line gives them. An absent option has a default, which each benchmark knows. */
type Given<T> = { readonly [K in keyof T]?: T[K] };

/** The result of a benchmark. */
export interface BenchmarkReport {
  /** Plain JSON, one object a measurement: seconds end in `_s`, MiB in `_mib`, rates in `_per_s`. */
  readonly results: readonly object[];
  readonly tables: readonly Table[];
  /** What the measured children computed with. */
  readonly runtime: RuntimeIdentity;
}

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reports the progress of a measurement: a line on stderr. */
export type Note = (text: string) => void;

export interface Benchmark<T> {
  /** One line for the help, without a full stop. */
  readonly summary: string;
  /** Options that keep it short when everything is measured. */
  readonly modest: Given<T>;
  /** Adds its options to its command. */
  options(cli: Command): void;
  /** Measures. Throws EaganError for options that do not fit together. */
  run(given: Given<T>, note: Note): Promise<BenchmarkReport>;
}
