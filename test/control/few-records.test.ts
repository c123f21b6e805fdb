// Looking at a long run reads few of its records, and tells the same as all of them would.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { progressOf } from '../../control/progress/progress.js';
import { overviewOf } from '../../control/runs/run-overview.js';
import { findIndividual } from '../../control/why/find-individual.js';
import { passportOf } from '../../control/why/passport.js';
import { outlineSearch, readSearch } from '../../control/why/read-search.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { readRun, runRecords, type Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

const tiny = pipelineOf('tiny.yaml');
const pipeline: Pipeline = { ...tiny, stages: tiny.stages.map((stage) => ({ ...stage, generations: 4 })) };
/** Where runs stopped; null: at their end. The first has no record of its data: later runs find the others'. */
const stops = ['dataset', null, 'generator/gen-002/evaluate/01', 'discriminator/gen-001/select'];
let store: Store;

const nameOf = (stop: string | null): string => stop?.replaceAll('/', '-') ?? 'whole';

before(async () => {
  store = await emptyStore();
  for (const stop of stops) {
    await calculatedRun(store, { ...pipeline, seed: 1 + stops.indexOf(stop) }, {
      run: nameOf(stop),
      stopAt: (place) => place === stop,
    }); // prettier-ignore
  }
});

/** The same store, and the places of the records that are read of it. */
function counting(): { readonly counted: Store; readonly read: string[] } {
  const read: string[] = [];
  const find: Store['records']['find'] = async (key, fingerprint) => {
    const record = await store.records.find(key, fingerprint);
    read.push(record!.step.place);
    return record;
  };
  return { counted: { ...store, records: { ...store.records, find } }, read };
}

for (const stop of stops)
  test(`how a run stands that stopped at ${stop ?? 'its end'} is told without most of its records`, async () => {
    const found = (await readRun(store.refs, nameOf(stop)))!;
    const { counted, read } = counting();
    const overview = await overviewOf(counted, found);
    assert.ok(read.length <= 1 + pipeline.stages.length, read.join());
    const records = await runRecords(store, nameOf(stop));
    const { fraction, phase } = await progressOf(found.frozen.pipeline, records, [], 1);
    assert.equal(overview.steps.finished, records.length);
    if (stop !== null) assert.deepEqual([overview.fraction, overview.phase], [fraction, phase]);
  });

test('a passport reads the evaluations of the generations that its individual lived in, and of the one before its birth', async () => {
  const run = nameOf(null);
  const stages = await readSearch(store, run);
  for (const asked of ['generator/g000-i00', 'generator/g002-i02', 'discriminator/g003-i03']) {
    const { counted, read } = counting();
    const outline = await outlineSearch(counted, run);
    assert.deepEqual(read.filter((place) => /evaluate|^final|^dataset/.test(place)), []); // prettier-ignore
    const named = findIndividual(outline.stages, asked);
    await passportOf(counted, run, outline, named);
    const { stage, individual } = findIndividual(stages, asked);
    const lived = stage.generations.filter(({ population }) => population.individuals.some(({ id }) => id === individual.id)); // prettier-ignore
    const needed = new Set([individual.born - 1, ...lived.map(({ generation }) => generation)].filter((each) => each >= 0)); // prettier-ignore
    const judged = read.filter((place) => place.includes('/evaluate/')).map((place) => Number(/gen-(\d+)/.exec(place)![1])); // prettier-ignore
    assert.deepEqual([...new Set(judged)].sort(), [...needed].sort());
    assert.ok(read.every((place) => !place.includes('/evaluate/') || place.startsWith(`${stage.id}/`)));
  }
});
