// Tables of searches never mix protocols or objectives, spread only over seeds of one pipeline, and count device time.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compareSearches, type SearchedSide } from '../../control/compare/searches.js';
import { readSearch, type SearchedStage } from '../../control/why/read-search.js';
import { searchesText } from '../../cli/text/searches-text.js';
import { runRecords, type Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

const tiny = pipelineOf('tiny.yaml');
let store: Store;
let sides: SearchedSide[];

before(async () => {
  store = await emptyStore();
  sides = [];
  for (const seed of [1, 2]) {
    const pipeline = { ...tiny, seed };
    const name = `seed-${seed}`;
    await calculatedRun(store, pipeline, { run: name });
    sides.push({ name, pipeline, records: await runRecords(store, name), stages: await readSearch(store, name) });
  }
});

/** The side as if its figures had been made under another protocol. */
function underProtocol(side: SearchedSide, protocol: string): SearchedSide {
  const stages = side.stages.map((stage): SearchedStage => ({
    ...stage,
    generations: stage.generations.map((generation) => ({
      ...generation,
      evaluations: generation.evaluations.map(
        (evaluation) => evaluation && { ...evaluation, artifact: { ...evaluation.artifact, protocol } },
      ),
    })),
  }));
  return { ...side, stages };
}

test('runs of one protocol share a table for each stage, and seeds of one pipeline have a mean', () => {
  const { tables } = compareSearches(sides);
  assert.deepEqual(
    tables.map(({ stage, runs, seeds }) => [stage, runs.length, seeds.length]),
    [
      ['generator', 2, 1],
      ['discriminator', 2, 1],
    ],
  );
  const { runs, seeds } = tables[0]!;
  const values = runs.map(({ rows }) => rows[0]!.hypervolume);
  assert.equal(seeds[0]!.rows[0]!.values.hypervolume!.mean, (values[0]! + values[1]!) / 2);
});

test('figures of unequal protocols are never in one table, nor in one mean', () => {
  const comparison = compareSearches([sides[0]!, underProtocol(sides[1]!, 'f'.repeat(64))]);
  assert.equal(comparison.tables.length, 4);
  for (const { runs, seeds } of comparison.tables) assert.deepEqual([runs.length, seeds.length], [1, 0]);
  const text = searchesText(comparison);
  assert.match(text, /generator, protocol ffffffffffff/);
  assert.match(text, /figures of another table of this stage must not be compared with these/);
});

test('a run with another setting belongs to no seeds, and other objectives have another table', () => {
  const other = { ...sides[1]!, pipeline: { ...tiny, networks: { ...tiny.networks, discriminator: { channels: 8 } } } };
  assert.deepEqual(
    compareSearches([sides[0]!, other]).tables.map(({ seeds }) => seeds.length),
    [0, 0],
  );
});

test('device time counts the steps of trainers up to the close of a generation, whoever computed them', () => {
  const timed = sides.map((side, index) => ({
    ...side,
    records: side.records.map((record) => ({
      ...record,
      circumstances: {
        ...record.circumstances,
        startedAt: '2026-01-01T00:00:00.000Z',
        finishedAt: `2026-01-01T00:0${index + 1}:00.000Z`,
      },
    })),
  }));
  const [table] = compareSearches(timed).tables;
  const [first, second] = table!.runs.map(({ rows }) => rows.at(-1)!.deviceMs);
  assert.ok(first! > 0);
  assert.equal(second, first! * 2);
  assert.deepEqual(
    table!.atDeviceMs.map(({ deviceMs, runs }) => [deviceMs / first!, runs[0]!.row?.generation]).at(-1),
    [1, tiny.stages[0]!.generations - 1],
  );
  // The second run takes twice as long for each step, so it is behind.
  const [last] = table!.atDeviceMs.slice(-1);
  assert.ok((last!.runs[1]!.row?.generation ?? -1) < tiny.stages[0]!.generations - 1);
  assert.match(searchesText(compareSearches(timed)), /after device hours/);
});
