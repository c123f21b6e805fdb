// The facts of a run say what its records say, and are plain JSON.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readReportFacts, type RunFacts } from '../../control/report/run-facts.js';
import { readSearch } from '../../control/why/read-search.js';
import { isTrainerKind } from '../../domain/steps/kinds.js';
import { readRun, runRecords, type Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

const pipeline = pipelineOf('tiny.yaml');
let store: Store;
let facts: RunFacts;
const read = async (run: string): Promise<RunFacts> =>
  (await readReportFacts(store, [(await readRun(store.refs, run))!])).runs[0]!;

before(async () => {
  store = await emptyStore();
  await calculatedRun(store, pipeline, { results: 'consistent' });
  facts = await read('calculated');
});

test('they are plain JSON', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
});

test('each generation has the ranking, the survivors and the front that its selection recorded', async () => {
  const stages = await readSearch(store, 'calculated');
  assert.deepEqual(facts.stages.map(({ id }) => id), stages.map(({ id }) => id)); // prettier-ignore
  for (const [s, { generations, winner }] of stages.entries()) {
    const stage = facts.stages[s]!;
    assert.equal(stage.winner?.individual, winner!.winner.individual.id);
    for (const [g, { selection }] of generations.entries()) {
      const { individuals, outcome } = stage.generations[g]!;
      const byRank = [...individuals].sort((a, b) => a.selection!.rank - b.selection!.rank).map(({ id }) => id);
      assert.deepEqual(byRank, selection!.ranking.map(({ individual }) => individual.id)); // prettier-ignore
      assert.deepEqual(
        individuals.flatMap(({ id, selection: own }) => (own!.survived ? [id] : [])).sort(),
        [...selection!.survivors].sort(),
      );
      const inFront = individuals.flatMap(({ id, selection: own }) => (own!.front === 1 ? [id] : []));
      assert.deepEqual([...outcome!.front].sort(), inFront.sort());
      assert.equal(outcome!.best, selection!.best);
      for (const { protocol } of stage.generations) assert.ok(facts.protocols[protocol!]);
    }
  }
});

test('every step of a trainer is an attempt of the time line or was found, and every score is there', async () => {
  const records = await runRecords(store, 'calculated');
  const { attempts, foundSteps } = facts.timeline;
  const trained = records.filter(({ step }) => isTrainerKind(step.kind));
  assert.equal(attempts.length + foundSteps, trained.length);
  assert.deepEqual(facts.scores.map(({ subject }) => subject).sort(), records.flatMap(({ step }) => (step.kind === 'scoreWinner' ? [step.parameters.subject] : [])).sort()); // prettier-ignore
  assert.equal(facts.scores.filter(({ isExported }) => isExported).length, 1);
  const segments = records.filter(({ step }) => step.kind === 'trainSegment' || step.kind === 'trainWinner');
  assert.equal(facts.segments.length, segments.length);
});

test('a run that has only been frozen and begun has facts too', async () => {
  store = await emptyStore();
  await calculatedRun(store, pipeline, { run: 'begun', stopAt: () => true });
  const { stages, scores, overview, dataset } = await read('begun');
  assert.deepEqual([stages, scores, overview.status, dataset.counts], [[], [], 'paused', null]);
});
