// Temporal's own controls, used on a run: the run continues, or stops with a reason and a cure that works, and gives
// the same bits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { openWorkflows, troublesOf } from '../../control/execution/workflow-troubles.js';
import { EaganError } from '../../domain/errors.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, untilInterrupted, untilAsked } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { heldRun, type HeldRun } from '../support/held-run.js';
import { tinyPipeline, withServer, type Scene, calmDigest } from '../support/runs.js';
import {
  activityAt,
  complete,
  completeSealed,
  fail,
  pause,
  resetActivity,
  unpause,
  workflowControls,
  type ActivityTarget,
  type WorkflowControl,
  type WorkflowTarget,
} from '../support/temporal-controls.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const stage = tinyPipeline.stages[0]!.id;
const place = `${stage}/gen-001/train/segment-00`;

let calm = '';
test('an undisturbed run, for comparison', async () => {
  calm = await calmDigest(onServer(), 'calm');
  assert.match(calm, /^[0-9a-f]{64}$/);
});

/** Runs a search that is held in the first segment of its second generation. */
interface Pressed extends HeldRun {
  readonly generation: string;
}

const held = (
  use: (scene: Pressed) => Promise<void>,
  wait: Parameters<typeof heldRun>[3] = (_, signal) => untilInterrupted(signal),
): Promise<void> =>
  heldRun(onServer(), 'calm', place, wait, (scene) =>
    use({ ...scene, generation: `${scene.own}/e1/${stage}/gen-001` }),
  );

interface Control {
  readonly what: string;
  press(scene: Pressed): Promise<unknown>;
  /** The reason with which the run then stops; null: it continues, or stops with a reason of its own. */
  readonly reason: RegExp | null;
}

/** The pending activity of the generation. */
const activityIn = ({ session: { client }, generation }: Pressed): Promise<ActivityTarget> =>
  activityAt(client, generation, place);

const workflowIn = ({ session: { client } }: Scene, workflowId: string): WorkflowTarget => ({ client, workflowId });

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
    what: 'completing a training activity with foreign JSON',
    press: async (scene) => complete(await activityIn(scene), '{"hello":1}'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'completing a training activity with an outcome without digests',
    press: async (scene) => complete(await activityIn(scene), `{"key":"mine","outputs":{},"numbers":{},"status":"ok"}`),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'completing a training activity with nothing',
    press: async (scene) => complete(await activityIn(scene), 'null'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'completing a training activity with data in an encoding that nobody knows',
    press: async (scene) => complete(await activityIn(scene), 'x', 'nobody/knows'),
    reason: /trainSegment was completed in Temporal/,
  },
  {
    what: 'failing a training activity for good',
    press: async (scene) => fail(await activityIn(scene), 'I do not like it', true),
    reason: /failed the activity trainSegment in Temporal \(I do not like it\)/,
  },
];

describe('a control that stops the run', { concurrency: 4 }, () => {
  for (const { what, press, reason } of controls)
    test(`${what}: the run stops with the reason, and resume gives the same bits`, () =>
      held(async (scene) => {
        const { run, session, follow, toResult } = scene;
        await press(scene);
        const state = await followRun(follow().request, session);
        assert.ok(state?.status === 'blocked', JSON.stringify(state));
        assert.equal(state.code, 'EAGAN_TEMPORAL_CONTROL');
        assert.match(state.message, reason!);
        assert.match(state.cure!, new RegExp(`eagan resume ${run.frozen.run}`));
        assert.equal((await toResult()).resultDigest, calm);
      }));
});

test('a workflow task that keeps failing is reported with its message, and resume starts from the store', () =>
  held(async (scene) => {
    const { run, session, own, follow, toResult } = scene;
    await completeSealed(await activityIn(scene));
    const leave = new AbortController();
    const { request, told } = follow({ signal: leave.signal });
    const following = followRun(request, session);
    await eventually('it is reported', () => told.some((line) => line.includes('EAGAN_WORKFLOW_STUCK')));
    leave.abort();
    await following;
    const line = told.find((one) => one.includes('EAGAN_WORKFLOW_STUCK'))!;
    assert.match(line, /nobody\/knows/);
    assert.ok(line.includes(`eagan resume ${run.frozen.run}`));
    const [trouble] = await troublesOf(session.client, await openWorkflows(session.client, own));
    assert.equal(trouble?.kind, 'stuck');
    assert.equal((await toResult()).resultDigest, calm);
  }));

type Press = (scene: Pressed) => Promise<unknown>;

const { terminating, cancelling, resetting, deleting, signalling } = workflowControls;
const onRun =
  (control: WorkflowControl): Press =>
  (scene) =>
    control(workflowIn(scene, scene.own));
const onStage =
  (control: WorkflowControl): Press =>
  (scene) =>
    control(workflowIn(scene, `${scene.own}/e1/${stage}`));
const onGeneration =
  (control: WorkflowControl): Press =>
  (scene) =>
    control(workflowIn(scene, scene.generation));

const presses: readonly (readonly [what: string, press: Press])[] = [
  ['resetting the run', onRun(resetting)],
  ['resetting a stage', onStage(resetting)],
  ['resetting a generation', onGeneration(resetting)],
  ['terminating the run', onRun(terminating)],
  ['cancelling the run', onRun(cancelling)],
  ['cancelling a stage', onStage(cancelling)],
  ['cancelling a generation', onGeneration(cancelling)],
  ['deleting the run', onRun(deleting)],
  ['deleting a generation', onGeneration(deleting)],
  ['signalling the run', onRun(signalling)],
  ['signalling a generation', onGeneration(signalling)],
  ['resetting an activity', async (scene) => resetActivity(await activityIn(scene))],
  ['failing an activity so that it is retried', async (scene) => fail(await activityIn(scene), 'no', false)],
];

/** A trainer that ignores interruptions. */
const slept = (woken: Promise<void>): Promise<void> => woken;

describe('a control in the search', { concurrency: 4 }, () => {
  for (const [what, press] of presses)
    test(`${what}: the run continues or says why not, and its result is the same`, () =>
      held(async (scene) => {
        const { session, follow, toEnd, wake } = scene;
        await press(scene);
        wake();
        const state = await followRun(follow().request, session);
        assert.ok(state && state.status !== 'running');
        if (state.status === 'failed' || state.status === 'blocked') {
          assert.notEqual(state.code, 'EAGAN_INTERNAL', JSON.stringify(state));
          assert.ok(state.cure, `a cure is given: ${JSON.stringify(state)}`);
        }
        if (state.status !== 'completed') assert.equal((await toEnd())?.status, 'completed');
        assert.equal((await scene.now()).result!.resultDigest, calm);
      }, slept));
});

test('a paused activity is reported, and continues when it is unpaused', async () => {
  const store = await emptyStore();
  let fails = true;
  const trainer = calculatedTrainer(store, (asked) => {
    if (asked === place && fails) throw new EaganError('EAGAN_TRAINER_CRASHED', 'it ended', 'Try again.');
  });
  await onServer().withRun('calm', store, trainer, async (scene) => {
    const { run, session, follow } = scene;
    await ensureStarted(session, store, run);
    await untilAsked(trainer, place);
    const own = runWorkflowId(run.frozen.run, store.id);
    const activity = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, place);
    await pause(activity);
    fails = false;
    const { request, told } = follow();
    const following = followRun(request, session);
    await eventually('the pause is reported', () =>
      told.some((line) => /trainSegment .*paused in Temporal/.test(line)),
    );
    await unpause(activity);
    assert.equal((await following)?.status, 'completed');
    assert.equal((await scene.now()).result!.resultDigest, calm);
  });
});
