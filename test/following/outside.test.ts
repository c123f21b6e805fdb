// Changes to a run's workflow from outside, and late attempts of an older epoch, do no harm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { executionOf, stepsIn } from '../../control/execution/open-steps.js';
import { honourRequest, startExecution } from '../../control/execution/start-execution.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { openWorkflows } from '../../control/execution/workflow-troubles.js';
import { EaganError } from '../../domain/errors.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { openStore, takeOwnership } from '../../store/index.js';
import { calculatedTrainer, untilInterrupted, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { tinyPipeline, withServer } from '../support/runs.js';
import { closedGate } from '../support/gate.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const stage = tinyPipeline.stages[0]!.id;

test('a workflow that is terminated from outside leaves a blocked run, and resume continues it', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, heldAt('dataset'));
  await onServer().withRun('terminated', store, trainer, async ({ run, session, follow, toEnd, now }) => {
    await ensureStarted(session, store, run);
    await untilAsked(trainer, 'dataset');
    await session.client.workflow.getHandle(runWorkflowId(run.frozen.run, store.id)).terminate();
    const state = await followRun(follow().request, session);
    assert.ok(state?.status === 'blocked');
    assert.deepEqual([state.code, /TERMINATED/.test(state.message)], ['EAGAN_RUN_BLOCKED', true]);
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).owner?.epoch, 2);
  });
});

test('a run that was blocked by something outside continues when the cause is gone', async () => {
  const store = await emptyStore();
  const place = `${stage}/warmup/segment-00`;
  const trainer = calculatedTrainer(store, (asked, time) => {
    if (asked === place && time === 1) throw new EaganError('EAGAN_TENSORFLOW_MISSING', 'no TensorFlow', 'eagan setup');
  });
  await onServer().withRun('blocked', store, trainer, async ({ toEnd }) => {
    const state = await toEnd();
    assert.ok(state?.status === 'blocked');
    assert.deepEqual(
      [state.code, state.cure, state.activity],
      ['EAGAN_TENSORFLOW_MISSING', 'eagan setup', 'trainSegment'],
    );
    assert.equal((await toEnd())?.status, 'completed');
    // The step that was blocked, and perhaps one for the resume certificate.
    assert.ok(trainer.asked.length <= new Set(trainer.asked).size + 2, trainer.asked.join());
  });
});

test('a late attempt of an older epoch publishes nothing', async () => {
  const store = await emptyStore();
  const place = `${stage}/gen-000/train/segment-00`;
  const gate = closedGate();
  const trainer = calculatedTrainer(store, (asked, time) => (asked === place && time === 1 ? gate.opened : undefined));
  // Workers end after all their activities, so the late one has tried to publish when this returns.
  const { run, lines } = await onServer().withRun('late', store, trainer, async ({ run, session, follow, toEnd }) => {
    await ensureStarted(session, store, run);
    await untilAsked(trainer, place);
    await session.client.workflow.getHandle(runWorkflowId(run.frozen.run, store.id)).terminate();
    assert.equal((await followRun(follow().request, session))?.status, 'blocked');
    assert.equal((await toEnd())?.status, 'completed');
    const lines = await store.ledger.entries(run.frozen.run);
    gate.open();
    return { run: run.frozen.run, lines };
  });
  assert.deepEqual(await store.ledger.entries(run), lines);
  const line = lines.find((line) => line.place === place)!;
  assert.equal(line.epoch, 2);
  assert.match((await store.records.find(line.key, line.fingerprint))!.circumstances.workflowId!, /\/e2\//);
});

test('a newer execution replaces one of an older epoch, never the other way round', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, (asked, _time, signal) =>
    asked === 'dataset' ? untilInterrupted(signal) : undefined,
  );
  await onServer().withRun('epochs', store, trainer, async ({ run, session }) => {
    const id = runWorkflowId(run.frozen.run, store.id);
    const open = async (): Promise<unknown> => (await executionOf(session.client, id))?.epoch;
    await takeOwnership(store.refs, run.frozen.run, 0, '', { seen: 2 });
    await startExecution(session, store, run, 3, null);
    await assert.rejects(startExecution(session, store, run, 2, null), { code: 'EAGAN_SUPERSEDED' });
    assert.equal(await open(), 3);
    await takeOwnership(store.refs, run.frozen.run, 3, '');
    await startExecution(session, store, run, 4, null);
    assert.equal(await open(), 4);
    await session.client.workflow.getHandle(id).terminate();
  });
});

test('a run that is paused before its execution exists is cancelled as soon as it exists', async () => {
  const store = await emptyStore();
  await onServer().withRun('early', store, calculatedTrainer(store), async ({ run, session, follow, now }) => {
    const epoch = await takeOwnership(store.refs, run.frozen.run, 0, new Date().toISOString());
    assert.equal((await stopRun({ kind: 'pause' }, follow().request))?.status, 'paused');
    await startExecution(session, store, await now(), epoch, null);
    await honourRequest(session, store, run.frozen.run, epoch);
    const { client } = session;
    await assert.rejects(client.workflow.getHandle(runWorkflowId(run.frozen.run, store.id)).result());
    assert.equal((await now()).state?.status, 'paused');
  });
});

test('if many clients resume a run at once, exactly one takes the next epoch, and the others find the run running', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, heldAt('reference'));
  await onServer().withRun('many', store, trainer, async ({ run, session, follow, toEnd, now }) => {
    await ensureStarted(session, store, run);
    await untilAsked(trainer, 'reference');
    await stopRun({ kind: 'cancel' }, follow().request);
    // Each client opens the store separately, as a process would.
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(store.folder)));
    const began = await Promise.all(stores.map((own) => ensureStarted(session, own, run)));
    assert.equal(began.filter(Boolean).length, 1);
    assert.equal((await now()).owner?.epoch, 2);
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).owner?.epoch, 2);
  });
});

test('two state folders with the same run do not disturb each other on one server', async () => {
  const [one, two] = [await emptyStore(), await emptyStore()];
  const held = calculatedTrainer(one, (asked, _time, signal) =>
    asked === 'dataset' ? untilInterrupted(signal) : undefined,
  );
  await onServer().withRun('twice', one, held, async ({ run, session, follow }) => {
    const steps = async (storeId: string): Promise<unknown[]> =>
      stepsIn(session.client, await openWorkflows(session.client, runWorkflowId(run.frozen.run, storeId)));
    await ensureStarted(session, one, run);
    await onServer().withRun('twice', two, calculatedTrainer(two), async (other) => {
      assert.equal(other.run.frozen.run, run.frozen.run);
      assert.equal((await other.toEnd())?.status, 'completed');
      assert.deepEqual(await steps(two.id), []);
    });
    assert.equal((await steps(one.id)).length, 1);
    assert.equal((await stopRun({ kind: 'cancel' }, follow().request))?.status, 'cancelled');
  });
});
