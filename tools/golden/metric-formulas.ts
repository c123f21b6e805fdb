// Fréchet distance, classifier score and kernel distance of a golden file's features and probabilities.
import {
  classifierScore,
  featureSet,
  frechetDistance,
  kernelDistance,
  scoreDeviation,
  StatisticsAccumulator,
  type FeatureSet,
  type Statistics,
} from '../../metrics/index.js';
import { assertTable } from './feature-table.js';
import type { GoldenFindings } from './findings.js';

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
  compare('kid', kernelDistance(setOf(a), setOf(b)));
  const classes = probabilities[0]!.length;
  compare('inception_score_mean', classifierScore(floats(probabilities), classes, splits));
  compare('inception_score_std', scoreDeviation(floats(probabilities), classes, splits));
}

const setOf = (rows: readonly (readonly number[])[]): FeatureSet =>
  featureSet(Float64Array.from(rows.flat()), rows[0]!.length);

const floats = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

function statisticsOf(rows: readonly (readonly number[])[]): Statistics {
  const accumulator = new StatisticsAccumulator(rows[0]!.length);
  accumulator.add(floats(rows), rows.length);
  return accumulator.finish();
}
