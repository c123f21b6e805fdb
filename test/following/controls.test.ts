// Temporal's own controls, pressed on a run: it goes on, or stands still with a reason and a cure that works, and gives
// the same bits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { openWorkflows, troublesOf } from '../../control/execution/workflow-troubles.js';
import { EaganError } from '../../domain/errors.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { emptyStore, tinyPipeline, withServer, type Scene } from '../support/runs.js';

const onServer = withServer();
const stage = tinyPipeline.stages[0]!.id;
const place = `${stage}/gen-001/train/segment-00`;

let calm = '';
test('a run in peace, for comparison', async () => {
  const store = await emptyStore();
  await onServer().withRun('calm', store, calculatedTrainer(store), async ({ toResult }) => {
    calm = (await toResult()).resultDigest;
  });
  assert.match(calm, /^[0-9a-f]{64}$/);
});

interface Pressed extends Scene {
  readonly own: string;
  readonly generation: string;
}

interface Control {
  readonly what: string;
  press(scene: Pressed): Promise<unknown>;
  /** The reason of a run that then stands still; null: it goes on, or stops by its own words. */
  readonly reason: RegExp | null;
}

/** Completes the pending activity of a generation as Temporal's own command does. */
const complete = ({ session: { client }, generation }: Pressed, data: string, encoding: string): Promise<unknown> =>
  client.workflow
    .getHandle(generation)
    .describe()
    .then(({ raw }) =>
      client.workflowService.respondActivityTaskCompletedById({
        namespace: client.options.namespace,
        workflowId: generation,
        activityId: raw.pendingActivities![0]!.activityId!,
        result: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
      }),
    );

const controls: readonly Control[] = [
  {
    what: 'terminating a generation',
    press: ({ session, generation }) => session.client.workflow.getHandle(generation).terminate('because'),
    reason: /terminated the workflow .*gen-001/,
  },
  {
    what: 'terminating a stage',
    press: ({ session, own }) => session.client.workflow.getHandle(`${own}/e1/${stage}`).terminate('because'),
    reason: /terminated the workflow/,
  },
  {
    what: 'completing a training activity with JSON of somebody’s own',
    press: (scene) => complete(scene, '{"hello":1}', 'json/plain'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'completing a training activity with an outcome without digests',
    press: (scene) => complete(scene, `{"key":"mine","outputs":{},"numbers":{},"status":"ok"}`, 'json/plain'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'completing a training activity with nothing',
    press: (scene) => complete(scene, 'null', 'json/plain'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'failing a training activity for good',
    press: async ({ session: { client }, generation }) => {
      const { raw } = await client.workflow.getHandle(generation).describe();
      await client.workflowService.respondActivityTaskFailedById({
        namespace: client.options.namespace,
        workflowId: generation,
        activityId: raw.pendingActivities![0]!.activityId!,
        failure: { message: 'I do not like it', applicationFailureInfo: { type: 'Mine', nonRetryable: true } },
      });
    },
    reason: /failed the activity trainSegment in Temporal \(I do not like it\)/,
  },
];

for (const { what, press, reason } of controls)
  test(`${what}: the run stands still with the reason, and resume gives the same bits`, async () => {
    const store = await emptyStore();
    const trainer = calculatedTrainer(store, (asked, time, signal) =>
      asked === place && time === 1 ? untilInterrupted(signal) : undefined,
    );
    await onServer().withRun('calm', store, trainer, async (scene) => {
      const { run, session, follow, toResult } = scene;
      await ensureStarted(session, store, run);
      await eventually('the step is asked for', () => trainer.asked.includes(place), 120_000);
      const own = runWorkflowId(run.frozen.run, store.id);
      await press({ ...scene, own, generation: `${own}/e1/${stage}/gen-001` });
      const state = await followRun(follow().request, session);
      assert.ok(state?.status === 'blocked', JSON.stringify(state));
      assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
      assert.match(state.message, reason!);
      assert.match(state.cure!, new RegExp(`eagan resume ${run.frozen.run}`));
      assert.equal((await toResult()).resultDigest, calm);
    });
  });

test('a workflow task that fails again and again is told with its message, and resume starts from the store', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, (asked, time, signal) =>
    asked === place && time === 1 ? untilInterrupted(signal) : undefined,
  );
  await onServer().withRun('calm', store, trainer, async (scene) => {
    const { run, session, follow, toResult } = scene;
    await ensureStarted(session, store, run);
    await eventually('the step is asked for', () => trainer.asked.includes(place), 120_000);
    const own = runWorkflowId(run.frozen.run, store.id);
    await complete({ ...scene, own, generation: `${own}/e1/${stage}/gen-001` }, 'x', 'nobody/knows');
    const leave = new AbortController();
    const { request, told } = follow({ signal: leave.signal });
    const following = followRun(request, session);
    await eventually('it is told', () => told.some((line) => line.includes('EAGAN_WORKFLOW_STUCK')), 60_000);
    leave.abort();
    await following;
    const line = told.find((one) => one.includes('EAGAN_WORKFLOW_STUCK'))!;
    assert.match(line, /nobody\/knows/);
    assert.ok(line.includes(`eagan resume ${run.frozen.run}`));
    const [trouble] = await troublesOf(session.client, await openWorkflows(session.client, own));
    assert.equal(trouble?.kind, 'stuck');
    assert.equal((await toResult()).resultDigest, calm);
  });
});

type Press = (scene: Pressed) => Promise<unknown>;

const executionIn = ({ session: { client } }: Scene, workflowId: string): object => ({
  namespace: client.options.namespace,
  workflowExecution: { workflowId },
});

/** Resets a workflow to the end of its first task, as the UI does. */
const reset = async (scene: Scene, workflowId: string): Promise<unknown> => {
  const { client } = scene.session;
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const first = events!.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  return client.workflowService.resetWorkflowExecution({
    ...executionIn(scene, workflowId),
    ...{ workflowTaskFinishEventId: first!.eventId!, requestId: `reset-${workflowId}`, reason: 'because' },
  });
};

/** The pending activity of a generation, as the requests about activities name it. */
const activityIn = async ({ session: { client }, generation }: Pressed): Promise<{ id: string }> => {
  const { raw } = await client.workflow.getHandle(generation).describe();
  return { id: raw.pendingActivities![0]!.activityId! };
};

const presses: readonly (readonly [what: string, press: Press])[] = [
  ['resetting the run', (scene) => reset(scene, scene.own)],
  ['resetting a stage', (scene) => reset(scene, `${scene.own}/e1/${stage}`)],
  ['resetting a generation', (scene) => reset(scene, scene.generation)],
  ['terminating the run', ({ session, own }) => session.client.workflow.getHandle(own).terminate('because')],
  ['cancelling the run', ({ session, own }) => session.client.workflow.getHandle(own).cancel()],
  ['cancelling a stage', ({ session, own }) => session.client.workflow.getHandle(`${own}/e1/${stage}`).cancel()],
  ['cancelling a generation', ({ session, generation }) => session.client.workflow.getHandle(generation).cancel()],
  [
    'deleting the run',
    (scene) => scene.session.client.workflowService.deleteWorkflowExecution(executionIn(scene, scene.own)),
  ],
  [
    'deleting a generation',
    (scene) => scene.session.client.workflowService.deleteWorkflowExecution(executionIn(scene, scene.generation)),
  ],
  ['signalling the run', ({ session, own }) => session.client.workflow.getHandle(own).signal('hello', 1)],
  [
    'signalling a generation',
    ({ session, generation }) => session.client.workflow.getHandle(generation).signal('hello'),
  ],
  [
    'resetting an activity',
    async (scene) => {
      const { client } = scene.session;
      const execution = { workflowId: scene.generation };
      const { id } = await activityIn(scene);
      return client.workflowService.resetActivity({ namespace: client.options.namespace, execution, id });
    },
  ],
  [
    'failing an activity so that it is tried again',
    async (scene) => {
      const { client } = scene.session;
      return client.workflowService.respondActivityTaskFailedById({
        ...{ namespace: client.options.namespace, workflowId: scene.generation },
        ...{ activityId: (await activityIn(scene)).id, failure: { message: 'no', applicationFailureInfo: {} } },
      });
    },
  ],
];

for (const [what, press] of presses)
  test(`${what}: the run goes on or says why not, and its result is the same`, async () => {
    const store = await emptyStore();
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const trainer = calculatedTrainer(store, (asked, time) => (asked === place && time === 1 ? asleep : undefined));
    await onServer().withRun('calm', store, trainer, async (scene) => {
      const { run, session, follow, toEnd } = scene;
      await ensureStarted(session, store, run);
      await eventually('the step is asked for', () => trainer.asked.includes(place), 120_000);
      const own = runWorkflowId(run.frozen.run, store.id);
      await press({ ...scene, own, generation: `${own}/e1/${stage}/gen-001` });
      wake();
      const state = await followRun(follow().request, session);
      assert.ok(state && state.status !== 'running');
      if (state.status === 'failed' || state.status === 'blocked') {
        assert.notEqual(state.code, 'EAGAN_INTERNAL', JSON.stringify(state));
        assert.ok(state.cure, `a cure is given: ${JSON.stringify(state)}`);
      }
      if (state.status !== 'completed') assert.equal((await toEnd())?.status, 'completed');
      assert.equal((await scene.now()).result!.resultDigest, calm);
    });
  });

test('a paused activity is told, and goes on when it is no longer paused', async () => {
  const store = await emptyStore();
  let fails = true;
  const trainer = calculatedTrainer(store, (asked) => {
    if (asked === place && fails) throw new EaganError('EAGAN_TRAINER_CRASHED', 'it ended', 'Try again.');
  });
  await onServer().withRun('calm', store, trainer, async (scene) => {
    const { run, session, follow } = scene;
    await ensureStarted(session, store, run);
    await eventually('the step is asked for', () => trainer.asked.includes(place), 120_000);
    const own = runWorkflowId(run.frozen.run, store.id);
    const { client } = session;
    const execution = { workflowId: `${own}/e1/${stage}/gen-001` };
    const { id } = await activityIn({ ...scene, own, generation: execution.workflowId });
    const asked = { namespace: client.options.namespace, execution, id };
    await client.workflowService.pauseActivity(asked);
    fails = false;
    const { request, told } = follow();
    const following = followRun(request, session);
    await eventually('it is told', () => told.some((line) => /trainSegment .*paused in Temporal/.test(line)), 60_000);
    await client.workflowService.unpauseActivity(asked);
    assert.equal((await following)?.status, 'completed');
    assert.equal((await scene.now()).result!.resultDigest, calm);
  });
});
