// Fréchet distances equal to those of NumPy and SciPy within 1e-6, computed by scripts/golden/frechet.py from the same
// features: singular covariances and 2,048 features included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { featureSet } from '../../metrics/feature-set.js';
import { distanceFrom, rootStatistics } from '../../metrics/frechet-distance.js';
import { distanceOfRows } from '../../metrics/row-distances.js';
import { StatisticsAccumulator } from '../../metrics/statistics.js';
import { projectRoot } from '../support/project.js';

interface Case {
  readonly name: string;
  readonly features: number;
  readonly images: readonly [number, number];
  readonly scale?: number;
  readonly twins?: number;
  readonly constant?: number;
  readonly offset?: number;
  readonly same?: boolean;
  readonly sqrtm: number | null;
  readonly factored: number;
}

const file = join(projectRoot, 'test/metrics/frechet-golden.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

/** The formula of the script. */
function value(seed: number, i: number, j: number): number {
  const mixed = (i * i * 7919 + j * j * 104729 + i * j * (31 + seed) + seed * 1299709) % 1000003;
  return (((mixed * mixed + i * 17 + j * 13) % 1000003) % 1009) / 1009;
}

function featuresOf({ features, constant = 0, twins, scale = 1, offset = 0 }: Case, seed: number, images: number) {
  const rows = new Float32Array(images * features);
  const half = Math.floor(features / 2);
  for (let i = 0; i < images; i++) {
    for (let j = 0; j < features; j++) {
      const plain = (column: number): number => (column < constant ? 0.25 : value(seed, i + 1, column + 1));
      const isTwin = twins !== undefined && j >= half && j < 2 * half;
      const one = isTwin ? plain(j - half) + plain(j) * twins : plain(j);
      rows[i * features + j] = one * (seed === 2 ? scale : 1) + offset;
    }
  }
  return rows;
}

function statisticsOf(rows: Float32Array, features: number): ReturnType<StatisticsAccumulator['finish']> {
  const sums = new StatisticsAccumulator(features);
  sums.add(rows, rows.length / features);
  return sums.finish();
}

const close = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) <= 1e-6 * Math.max(expected, 1e-6), `${found}, not ${expected}`);

for (const one of cases)
  test(`${one.name}: SciPy's distance within 1e-6`, () => {
    const { features, images } = one;
    const first = featuresOf(one, 1, images[0]);
    const second = one.same ? first : featuresOf(one, 2, images[1]);
    const reference = rootStatistics(statisticsOf(first, features));
    const found = distanceFrom(reference, statisticsOf(second, features));
    if (one.sqrtm !== null) close(found, one.sqrtm);
    close(found, one.factored);
    if (images[1] <= features) close(distanceOfRows(reference, featureSet(second, features)), one.factored);
  });
