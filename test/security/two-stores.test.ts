// Two state folders on one server: each refuses what the other sealed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createActivities } from '../../activities/index.js';
import type { TaskQueues } from '../../domain/runs/queues.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { sealedWorker } from '../../worker/sealing/data-converter.js';
import { fixedKeys } from '../../worker/sealing/key-ring.js';
import { sealingKey } from '../../worker/sealing/sealed-payload.js';
import { recordedActivities, scheduleActivity } from '../support/attacker.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { emptyStore } from '../support/quick-store.js';
import { withServer, type Scene } from '../support/runs.js';
import { withWorkers, workflowBundle } from '../support/temporal.js';

const onServer = withServer();

/** A completed run of one store, and workers of another store with another key. */
async function besideOther(
  use: (scene: Scene, other: TaskQueues, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const [one, two] = [await emptyStore(), await emptyStore()];
  const trainer = calculatedTrainer(two);
  const activities = createActivities({ store: two, pool: trainer, host: 'other' });
  const keys = sealedWorker(fixedKeys([sealingKey(randomBytes(32))]));
  const bundle = await workflowBundle();
  await onServer().withRun('calm', one, calculatedTrainer(one), async (scene) => {
    await scene.toResult();
    const beside = (other: TaskQueues): Promise<void> => use(scene, other, trainer.asked);
    await withWorkers(onServer().environment, bundle, activities, beside, keys);
  });
}

test('a request that one sealed does nothing at the other’s workers', () =>
  besideOther(async ({ run, store, session }, other, asked) => {
    const { inputs } = await recordedActivities(session.client, runWorkflowId(run.frozen.run, store.id));
    const activity = { type: 'ingestDataset', queue: other.train, input: [inputs[0]!] };
    const answer = await scheduleActivity(session.client, activity);
    assert.deepEqual([answer.completed, answer.type], [false, 'EAGAN_PAYLOAD_REFUSED']);
    assert.deepEqual(asked, []);
  }));

test('a run that one sealed does not run at the other’s workers, under its own id', () =>
  besideOther(async ({ run, store, session: { client } }, other, asked) => {
    const workflowId = runWorkflowId(run.frozen.run, store.id);
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const { input } = events![0]!.workflowExecutionStartedEventAttributes!;
    await client.workflowService.startWorkflowExecution({
      ...{ namespace: client.options.namespace, workflowId, requestId: 'again', identity: 'evil', input },
      ...{ workflowType: { name: 'runWorkflow' }, taskQueue: { name: other.control } },
    });
    const status = async (): Promise<string> => (await client.workflow.getHandle(workflowId).describe()).status.name;
    await eventually('it has ended', async () => (await status()) !== 'RUNNING');
    assert.equal(await status(), 'FAILED');
    assert.deepEqual(asked, []);
  }));
