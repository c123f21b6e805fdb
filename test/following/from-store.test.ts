// A run continues from its store alone, whatever stopped it: a lost server, a termination from outside, a cause that
// blocks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { executionOf } from '../../control/execution/open-steps.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { tinyPipeline, withServer, calmDigest } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const onAnotherServer = withServer();
const [first, second] = tinyPipeline.stages.map(({ id }) => id);
const last = `${second}/gen-001/train/segment-00`;

test('a resumed run starts no workflow for closed stages and generations', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, heldAt(last));
  await onServer().withRun('begin', store, trainer, async ({ run, session, follow, toEnd }) => {
    await ensureStarted(session, store, run);
    await untilAsked(trainer, last);
    await stopRun({ kind: 'pause' }, follow().request);
    assert.equal((await toEnd())?.status, 'completed');
    const id = runWorkflowId(run.frozen.run, store.id);
    const paths = [`e1/${first}`, `e2/${first}`, `e2/${second}/gen-000`, `e2/${second}/gen-001`, 'e2/final'];
    const found = await Promise.all(paths.map((path) => executionOf(session.client, `${id}/${path}`)));
    assert.deepEqual(
      found.map((execution) => execution !== null),
      [true, false, false, true, true],
    );
    const started = (await store.ledger.lines(run.frozen.run)).filter(({ kind }) => kind === 'started');
    assert.deepEqual(
      started.map((entry) => 'from' in entry && entry.from),
      [null, `${second}/gen-001`],
    );
  });
});

test('a new, empty server continues a run that it does not know, also for its follower, and the old server can no longer write', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, heldAt(last));
  await onServer().withRun('lost', store, trainer, async ({ run, session }) => {
    await ensureStarted(session, store, run);
    await untilAsked(trainer, last);
  });
  const calm = calculatedTrainer(store);
  const digest = await onAnotherServer().withRun('lost', store, calm, async ({ session, follow, now }) => {
    const { request, told } = follow();
    assert.equal((await followRun(request, session))?.status, 'completed');
    assert.deepEqual(told[0], 'the server no longer knows the run; the run continues from the store');
    assert.equal((await now()).owner?.epoch, 2);
    return (await now()).result!.resultDigest;
  });
  assert.equal(calm.asked[0], last);
  assert.equal(digest, await calmDigest(onServer(), 'lost'));
});
