// Runs that an earlier version left open on the server, unsealed, and runs whose keys were lost: they continue from the
// store, with the same result, whoever looks at them first.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.js';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { executionOf } from '../../control/execution/open-steps.js';
import { continueUnsealed } from '../../control/execution/unsealed-runs.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { findOrFreeze } from '../../control/runs/freeze-run.js';
import type { TaskQueues } from '../../domain/runs/queues.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { Store } from '../../store/index.js';
import { runtimeDigest } from '../../worker/runtime-digest.js';
import { sealedConverter, sealedWorker } from '../../worker/sealing/data-converter.js';
import { fixedKeys } from '../../worker/sealing/key-ring.js';
import { sealingKey } from '../../worker/sealing/sealed-payload.js';
import { calculatedIdentity, calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { emptyStore } from '../support/quick-store.js';
import { calmDigest, requestFor, stageOn, tinyPipeline, type Scene } from '../support/runs.js';
import { startTestServer, testKeys, withWorkers, workflowBundle, type WorkflowBundle } from '../support/temporal.js';

let environment: TestWorkflowEnvironment;
let bundle: WorkflowBundle;
let calm = '';
before(async () => {
  [environment, bundle] = await Promise.all([startTestServer(), workflowBundle()]);
  calm = await calmDigest(stageOn({ environment, bundle }), 'calm');
});
after(() => environment.teardown());

const place = `${tinyPipeline.stages[0]!.id}/gen-001/train/segment-00`;
const lost = fixedKeys([sealingKey(randomBytes(32))]);

interface Before {
  readonly what: string;
  /** How that version or that key talked to Temporal. */
  readonly converter: ConstructorParameters<typeof Client>[0] & object;
  readonly worker: ReturnType<typeof sealedWorker>;
}

const befores: readonly Before[] = [
  { what: 'an earlier version', converter: {}, worker: {} },
  { what: 'a lost key', converter: { dataConverter: sealedConverter(lost) }, worker: sealedWorker(lost) },
];

/** Starts a run as it was done before, until a step is held, and ends those workers. It stays open on these queues. */
async function leftOpen(store: Store, { converter, worker }: Before): Promise<TaskQueues> {
  const trainer = calculatedTrainer(store, (at, _time, signal) =>
    at === place ? untilInterrupted(signal) : undefined,
  );
  const run = await findOrFreeze(store, requestFor('calm'));
  const activities = createActivities({ store, pool: trainer, host: 'before' });
  const client = new Client({ connection: environment.connection, ...converter });
  const start = async (queues: TaskQueues): Promise<TaskQueues> => {
    const endpoint = { kind: 'embedded', address: '', namespace: 'default', ui: null } as const;
    const runtime = runtimeDigest(calculatedIdentity);
    const nothing = { lackingAttributes: async () => [], close: async () => undefined };
    const session = { client, endpoint, queues, runtime, ...nothing };
    await ensureStarted(session, store, run);
    await eventually('the step is asked for', () => trainer.asked.includes(place));
    return queues;
  };
  return withWorkers(environment, bundle, activities, start, worker);
}

/** Today's workers on queues of their own, and on those of before. */
async function onBoth(store: Store, queues: TaskQueues, use: (scene: Scene) => Promise<void>): Promise<void> {
  const trainer = calculatedTrainer(store);
  const activities = createActivities({ store, pool: trainer, host: 'now' });
  const stage = stageOn({ environment, bundle });
  const run = (): Promise<void> => stage.withRun('calm', store, trainer, use);
  await withWorkers(environment, bundle, activities, run, sealedWorker(testKeys), queues);
}

type Way = readonly [what: string, go: (scene: Scene) => Promise<unknown>];
const ways: readonly Way[] = [
  ['who starts it', ({ toEnd }) => toEnd()],
  ['who follows it', ({ session, follow }) => followRun(follow().request, session)],
  [
    'the start of another run',
    async ({ session, store, follow }) => {
      await continueUnsealed(session, store, () => undefined);
      return followRun(follow().request, session);
    },
  ],
];

for (const before of befores)
  for (const [what, go] of ways)
    test(`a run that ${before.what} left open continues from the store under ${what}, with the same result`, async () => {
      const store = await emptyStore();
      const queues = await leftOpen(store, before);
      await onBoth(store, queues, async (scene) => {
        const id = runWorkflowId(scene.run.frozen.run, store.id);
        const open = await executionOf(scene.session.client, id);
        assert.deepEqual([open?.status, open?.isOurs, open?.epoch], ['RUNNING', false, 0]);
        await go(scene);
        const { result, owner, state } = await scene.now();
        assert.equal(state?.status, 'completed');
        assert.equal(result!.resultDigest, calm);
        assert.equal(owner?.epoch, 2);
      });
    });

test('such a run can be paused, and resumed', async () => {
  const store = await emptyStore();
  await onBoth(store, await leftOpen(store, befores[0]!), async (scene) => {
    assert.equal((await stopRun({ kind: 'pause' }, scene.follow().request))?.status, 'paused');
    assert.equal((await scene.toEnd())?.status, 'completed');
  });
});
