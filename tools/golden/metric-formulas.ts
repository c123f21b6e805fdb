// Fréchet distance, classifier score and kernel distance of a golden file's features and probabilities.
import {
  classifierScore,
  frechetDistance,
  kernelDistance,
  scoreDeviation,
  StatisticsAccumulator,
  type Statistics,
} from '../../metrics/index.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile } from './malformed.js';

/** One case of a `metrics` file. */
export interface MeasuredFeatures {
  readonly features_a: readonly (readonly number[])[];
  readonly features_b: readonly (readonly number[])[];
  readonly probabilities: readonly (readonly number[])[];
  readonly splits: number;
  readonly fid: number;
  readonly kid: number;
  readonly inception_score_mean: number;
  readonly inception_score_std: number;
}

export const measuredKeys =
  'features_a features_b probabilities splits fid kid inception_score_mean inception_score_std'.split(' ');

const relative = 1e-6;

export function checkMetrics(expected: MeasuredFeatures, label: string, findings: GoldenFindings): void {
  const { features_a: a, features_b: b, probabilities, splits } = expected;
  assertTable(`${label}.features_a`, a);
  assertTable(`${label}.features_b`, b, a[0]!.length);
  assertTable(`${label}.probabilities`, probabilities);
  const compare = (name: 'fid' | 'kid' | 'inception_score_mean' | 'inception_score_std', ours: number): void =>
    findings.expectRelative(`${label}.${name}`, ours, expected[name], relative);
  compare('fid', frechetDistance(statisticsOf(a), statisticsOf(b)));
  compare('kid', kernelDistance(floats(a), floats(b), a[0]!.length));
  const classes = probabilities[0]!.length;
  compare('inception_score_mean', classifierScore(floats(probabilities), classes, splits));
  compare('inception_score_std', scoreDeviation(floats(probabilities), classes, splits));
}

const floats = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

function statisticsOf(rows: readonly (readonly number[])[]): Statistics {
  const accumulator = new StatisticsAccumulator(rows[0]!.length);
  accumulator.add(floats(rows), rows.length);
  return accumulator.finish();
}

function assertTable(name: string, rows: readonly (readonly number[])[], width?: number): void {
  const columns = width ?? rows[0]?.length ?? 0;
  const whole = Array.isArray(rows) && rows.length > 1 && columns > 0;
  if (!whole || !rows.every((row) => row.length === columns && row.every(Number.isFinite)))
    throw new MalformedFile(`${name} must be at least two rows of ${columns || 'some'} numbers`);
}
