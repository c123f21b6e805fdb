// Budgets on a real server: a run pauses at its limits, never in the middle of a step, and ends like one that never paused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeBudgets } from '../../domain/budget.js';
import type { Budget, Pipeline } from '../../domain/pipeline.js';
import { readBudgets, runRecords, writeBudgets, type Store } from '../../store/index.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { emptyStore, requestOf, tinyPipeline, withServer } from '../support/runs.js';

const onServer = withServer();
const budget = (limits: Partial<Budget>): Budget => ({ deviceMs: null, wallMs: null, candidates: null, ...limits });
const named: Pipeline = { ...tinyPipeline, name: 'budget' };
const [first, second] = named.stages.map(({ id, population, generations }) => ({
  id,
  count: population * generations,
}));

async function resultOf(store: Store, pipeline: Pipeline): Promise<string> {
  const request = { ...requestOf(named), pipeline };
  return onServer().withRun(
    request,
    store,
    calculatedTrainer(store),
    async ({ toResult }) => (await toResult()).resultDigest,
  );
}

test('a run that paused three times by its budgets has the result of one that never did, and repeats no step', async () => {
  const expected = await resultOf(await emptyStore(), named);
  const store = await emptyStore();
  const stages = named.stages.map((stage, i) => (i === 1 ? { ...stage, budget: budget({ candidates: 1 }) } : stage));
  const pipeline = { ...named, stages, budget: budget({ candidates: 1 }) };
  const trainer = calculatedTrainer(store);
  await onServer().withRun({ ...requestOf(named), pipeline }, store, trainer, async ({ run, toEnd, now }) => {
    const name = run.frozen.run;
    const more = async (asked: string): Promise<void> =>
      writeBudgets(store.refs, name, changeBudgets(pipeline, await readBudgets(store.refs, name), [asked]), 'now');
    const pausesAt = async (text: RegExp): Promise<void> => {
      const state = await toEnd();
      assert.equal(state?.status, 'paused');
      assert.match((state as { budget?: string }).budget!, text);
      const finished = (await runRecords(store, name)).map(({ step }) => step.place);
      assert.ok(
        trainer.asked.every((place) => finished.includes(place)),
        'what began was finished',
      );
    };
    await pausesAt(/^budget \(candidates 1 of 1\)$/);
    await pausesAt(/^budget \(candidates \d+ of 1\)$/); // without more it pauses again
    await more(`candidates=${first!.count}`);
    await pausesAt(new RegExp(`^budget \\(candidates ${first!.count} of ${first!.count}\\)$`));
    await more('none');
    await pausesAt(new RegExp(`^budget \\(${second!.id}\\.candidates \\d+ of 1\\)$`));
    await more(`${second!.id}.none`);
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result?.resultDigest, expected);
    const again = trainer.asked.length - new Set(trainer.asked).size;
    assert.ok(again <= 4, `resume certificates may repeat one step for each start, got ${again}`);
  });
});

test('evaluations that begin side by side do not exceed a limit together', async () => {
  for (const limit of [1, 3, first!.count - 1]) {
    const store = await emptyStore();
    const pipeline = { ...named, budget: budget({ candidates: limit }) };
    await onServer().withRun({ ...requestOf(named), pipeline }, store, calculatedTrainer(store), async (scene) => {
      const state = await scene.toEnd();
      assert.deepEqual(
        [state?.status, (state as { budget?: string }).budget],
        ['paused', `budget (candidates ${limit} of ${limit})`],
      );
      const records = await runRecords(store, scene.run.frozen.run);
      assert.equal(records.filter(({ step }) => step.kind === 'evaluate').length, limit);
    });
  }
});

test('finished steps are free: a run that finds all its steps reaches no limit', async () => {
  const store = await emptyStore();
  const expected = await resultOf(store, named);
  const pipeline = { ...named, budget: budget({ candidates: 1 }) };
  const again = { ...requestOf(named), pipeline, isNew: true };
  await onServer().withRun(again, store, calculatedTrainer(store), async ({ toEnd, now }) => {
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result?.resultDigest, expected);
  });
});
