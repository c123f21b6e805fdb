// Every row of the paper's table at a small size, run to its end as people do: it does what its plan says. All use one
// state folder, so equal steps of two rows are computed once.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { after, test } from 'node:test';
import type { RunSummary } from '../../control/progress/summary.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { Home } from '../support/home.js';
import { pipelineOf } from '../support/pipelines.js';

const home = new Home();
after(() => home.remove());

/** Every row of the table in reference/algorithm.md. */
const smallRows = [
  'eagan-g',
  'gd1',
  'gd2',
  'gd3',
  'coupled',
  'no-resetting',
  'd-first',
  'random-search',
  'stl10',
  'stl10-eagan-g',
  'stl10-gd2',
  'stl10-gd3',
] as const;

/**
 * Runs `pipelines/small/<row>.yaml`: it completes, does exactly the steps of its plan, has fronts, and exports a
 * winner.
 */
async function runsAsPlanned(row: (typeof smallRows)[number]): Promise<void> {
  const file = `small/${row}.yaml`;
  const ran = home.eagan('run', `pipelines/${file}`);
  assert.equal(ran.exitCode, 0, ran.stderr);
  const overview = home.runs().find(({ run }) => run.replace(/-[0-9a-f]{8}$/, '') === `small-${row}`);
  assert.equal(overview?.status, 'completed');
  const records = home.history(overview.run);
  const pipeline = pipelineOf(file);
  const { trainImages, heldOutImages } = records.find(({ step }) => step.place === 'dataset')!.numbers;
  const planned = await virtualWalk(pipeline, { trainImages: trainImages!, heldOutImages: heldOutImages! });
  assert.deepEqual(records.map(({ step }) => step.place).sort(), planned.map(({ step }) => step.place).sort());
  const fronts = records.filter(({ step }) => step.kind === 'select').map(({ numbers }) => numbers.frontSize!);
  assert.ok(fronts.every((size) => size >= 1 && size <= 4));
  assertExported(overview.run);
}

function assertExported(run: string): void {
  const { files, figures } = home.json<RunSummary>('attach', run);
  for (const name of ['genotype', 'weights', 'samples', 'manifest']) {
    assert.ok(existsSync(files[name]!) && statSync(files[name]!).size > 0, name);
  }
  const { frechetDistance, classifierScore } = figures.winner;
  assert.ok(frechetDistance! > figures.heldOut.frechetDistance! && classifierScore! >= 1);
}

for (const row of smallRows)
  test(`pipelines/small/${row}.yaml completes and does what its plan says`, () => runsAsPlanned(row));
