// Budgets on a real server: a run pauses at its limits, never inside a step, and ends like one that never paused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeBudgets } from '../../domain/runs/budget.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { openStore, readBudgets, runRecords, writeBudgets } from '../../store/index.js';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { requestOf, tinyPipeline, withServer, calmDigest } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';
import { budgetOf } from '../domain/fixtures.js';

const onServer = withServer();
const named: Pipeline = { ...tinyPipeline, name: 'budget' };
const [first, second] = named.stages.map(({ id, population, generations }) => ({
  id,
  count: population * generations,
}));

test('a run that its budgets paused three times has the result of one that never paused, and repeats no step', async () => {
  const expected = await calmDigest(onServer(), requestOf(named));
  const store = await emptyStore();
  const stages = named.stages.map((stage, i) => (i === 1 ? { ...stage, budget: budgetOf({ candidates: 1 }) } : stage));
  const pipeline = { ...named, stages, budget: budgetOf({ candidates: 1 }) };
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
        'every step that began was finished',
      );
    };
    await pausesAt(/^budget \(candidates 1 of 1\)$/);
    await pausesAt(/^budget \(candidates \d+ of 1\)$/); // without a larger budget it pauses again
    await more(`candidates=${first!.count}`);
    await pausesAt(new RegExp(`^budget \\(candidates ${first!.count} of ${first!.count}\\)$`));
    await more('none');
    await pausesAt(new RegExp(`^budget \\(${second!.id}\\.candidates \\d+ of 1\\)$`));
    await more(`${second!.id}.none`);
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result?.resultDigest, expected);
    const journal = await store.ledger.lines(name);
    const certified = journal.flatMap((entry) => (entry.kind === 'certificate' ? [entry.place] : []));
    const again = trainer.asked.filter((place, i) => trainer.asked.indexOf(place) < i);
    assert.deepEqual(again.sort(), certified.sort(), 'only the resume certificates repeat a step');
    assert.ok(certified.length > 0, 'the run was recovered');
  });
});

test('a budget that was changed during a run still holds after its workflow and worker were lost', async () => {
  const store = await emptyStore();
  const pipeline = { ...named, budget: budgetOf({ candidates: 1 }) };
  const request = { ...requestOf(named), pipeline };
  // The first evaluation finishes, and later ones are held. A certificate may repeat the first.
  const begun = new Set<string>();
  const held = calculatedTrainer(store, (place, _time, signal) =>
    place.includes('/evaluate/') && begun.add(place).size > 1 && place !== [...begun][0]
      ? untilInterrupted(signal)
      : undefined,
  );
  await onServer().withRun(request, store, held, async ({ run, session, toEnd }) => {
    assert.equal((await toEnd())?.status, 'paused');
    const name = run.frozen.run;
    await writeBudgets(store.refs, name, changeBudgets(pipeline, null, ['candidates=3']), 'now');
    await ensureStarted(session, store, run);
    await eventually('two more evaluations have begun', () => begun.size === 3);
    await session.client.workflow.getHandle(runWorkflowId(name, store.id)).terminate();
  });
  const anew = await openStore(store.folder);
  await onServer().withRun(request, anew, calculatedTrainer(anew), async ({ toEnd }) => {
    const state = await toEnd();
    assert.equal(state?.status, 'paused');
    // One more if another evaluation begins before the two that had already begun, which the new worker does not know
    // (decision 27).
    assert.match((state as { budget?: string }).budget!, /^budget \(candidates [34] of 3\)$/);
  });
});

test('parallel evaluations do not exceed a limit together', async () => {
  for (const limit of [1, 3, first!.count - 1]) {
    const store = await emptyStore();
    const pipeline = { ...named, budget: budgetOf({ candidates: limit }) };
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

test('finished steps cost no budget: a run that finds all its steps reaches no limit', async () => {
  const store = await emptyStore();
  const expected = await calmDigest(onServer(), requestOf(named), store);
  const pipeline = { ...named, budget: budgetOf({ candidates: 1 }) };
  const again = { ...requestOf(named), pipeline, isNew: true };
  await onServer().withRun(again, store, calculatedTrainer(store), async ({ toEnd, now }) => {
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result?.resultDigest, expected);
  });
});
