// `npm run bench` without a name: every benchmark, at small sizes. No time is asserted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench } from './support.js';

interface All {
  benchmarks: { benchmark: string; results: Record<string, unknown>[] }[];
}

test('without a name every benchmark is run, each with its table and its figures', () => {
  const { status, stdout, stderr } = bench('--channels', '4,4', '--batch', '2,4', '--iterations', '2', '--json');
  assert.equal(status, 0, stderr);
  const { benchmarks } = JSON.parse(stdout) as All;
  const figures: Record<string, string> = {
    step: 'best_s median_s mean_s peak_mib',
    evaluate: 'processes threads median_s images_per_s cpu_s',
    batches: 'batch_s step_s share',
    features: 'features median_s images_per_s',
    distance: 'features statistics_s root_s distance_s',
    pass: 'images_s figures_s images_per_s peak_mib',
    ingest: 'images door_s best_s median_s images_per_s',
    checkpoint: 'mib write_s rewrite_s afterStep_s read_s',
    ledger: 'files_s index_s append_s walk_s',
  };
  for (const { benchmark, results } of benchmarks)
    for (const name of figures[benchmark]!.split(' '))
      assert.ok((results[0]![name] as number) > 0, `${benchmark} ${name}`);
  assert.deepEqual(benchmarks.map(({ benchmark }) => benchmark).sort(), Object.keys(figures).sort());
  const { rankings } = benchmarks.find(({ benchmark }) => benchmark === 'evaluate')!.results.at(-1)! as {
    rankings: { individuals: number; tau: { frechetDistance: number } }[];
  };
  assert.deepEqual(
    rankings.map(({ individuals, tau }) => [individuals, Math.abs(tau.frechetDistance) <= 1]),
    [
      [8, true],
      [8, true],
      [8, true],
    ],
  );
  for (const title of [
    'A training step',
    'Evaluation of 8',
    "Kendall's τ",
    'The extractor',
    'The Fréchet',
    "A stage's",
  ])
    assert.match(stderr, new RegExp(title));
});
