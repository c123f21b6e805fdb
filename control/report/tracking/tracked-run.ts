// A run as trackers of experiments see it: parameters, series of numbers over steps, texts and pictures. One plain
// value, from which trackers/ makes event files and requests.
import type { Digest } from '../../../domain/digest.js';

export interface TrackedPoint {
  /** An iteration, a generation or the number of a candidate: see `Series`. */
  readonly step: number;
  /** Milliseconds since 1970: when the step of the run was finished that gave the number. */
  readonly at: number;
  /** Finite. */
  readonly value: number;
}

/**
 * `generator/candidates/frechetDistance` (by number of candidate), `generator/best/frechetDistance`,
 * `generator/hypervolume`, `generator/deviceHours` (by generation), `generator/discriminatorLoss` (by iteration),
 * `final/frechetDistance` (by iteration), `final/noise/frechetDistance`.
 */
export interface Series {
  readonly name: string;
  readonly points: readonly TrackedPoint[];
}

export interface TrackedPicture {
  readonly name: string;
  readonly step: number;
  readonly at: number;
  readonly png: Uint8Array;
}

/** A file of the finished run. */
export interface TrackedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface TrackedRun {
  readonly run: string;
  /** The name in its pipeline. */
  readonly name: string;
  /** SHA-256 of the frozen run: no two runs have the same one. */
  readonly frozen: Digest;
  /** Both in milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly status: 'running' | 'completed' | 'paused' | 'cancelled' | 'failed' | 'blocked';
  /** The leaves of the pipeline by their paths: `stages.generator.population`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** What identifies the run and its result, by `eagan.…`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly series: readonly Series[];
  readonly pictures: readonly TrackedPicture[];
  readonly files: readonly TrackedFile[];
  /** The text of the pipeline's file, with every value. */
  readonly pipeline: string;
  /** What could not be read, in words. */
  readonly missing: readonly string[];
}
