// Temporal's own controls, pressed on a run: it goes on, or stands still with a reason and a cure that works, and gives
// the same bits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { openWorkflows, troublesOf } from '../../control/execution/workflow-troubles.js';
import { EaganError } from '../../domain/errors.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { emptyStore, requestOf, tinyPipeline, withServer, type Scene } from '../support/runs.js';
import {
  activityAt,
  complete,
  fail,
  pause,
  resetActivity,
  unpause,
  workflowControls,
  type ActivityTarget,
  type WorkflowControl,
  type WorkflowTarget,
} from '../support/temporal-controls.js';

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
    what: 'completing a training activity with JSON of somebody’s own',
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
    what: 'failing a training activity for good',
    press: async (scene) => fail(await activityIn(scene), 'I do not like it', true),
    reason: /failed the activity trainSegment in Temporal \(I do not like it\)/,
  },
];

describe('a control that stops the run', { concurrency: 4 }, () => {
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
    const activity = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, place);
    await complete(activity, 'x', 'nobody/knows');
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
  ['failing an activity so that it is tried again', async (scene) => fail(await activityIn(scene), 'no', false)],
];

describe('a control in the search', { concurrency: 4 }, () => {
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
    const activity = await activityAt(session.client, `${own}/e1/${stage}/gen-001`, place);
    await pause(activity);
    fails = false;
    const { request, told } = follow();
    const following = followRun(request, session);
    await eventually('it is told', () => told.some((line) => /trainSegment .*paused in Temporal/.test(line)), 60_000);
    await unpause(activity);
    assert.equal((await following)?.status, 'completed');
    assert.equal((await scene.now()).result!.resultDigest, calm);
  });
});

const builtin = (genotype: string) => ({ from: 'builtin', genotype }) as const;
/** Nothing is searched: the run is the data and the final training. */
const finalAlone: Pipeline = {
  ...tinyPipeline,
  stages: [],
  finalTraining: {
    ...tinyPipeline.finalTraining,
    networks: { generator: builtin('plain-g'), discriminator: builtin('simple') },
  },
};

/** A run that is held in its final training. */
interface Held extends Scene {
  readonly own: WorkflowTarget;
  readonly final: WorkflowTarget;
  /** The activity that is held. */
  readonly activity: ActivityTarget;
  /** Lets it go on. */
  wake(): void;
}

/** Holds a run where a step of its final training is tried for the first time. */
async function heldAt(at: string, use: (held: Held) => Promise<void>): Promise<void> {
  const store = await emptyStore();
  let wake = (): void => undefined;
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  const trainer = calculatedTrainer(store, (asked, time, signal) =>
    asked === at && time === 1 ? Promise.race([asleep, untilInterrupted(signal)]) : undefined,
  );
  await onServer().withRun(requestOf(finalAlone), store, trainer, async (scene) => {
    const { run, session } = scene;
    await ensureStarted(session, store, run);
    const own = workflowIn(scene, runWorkflowId(run.frozen.run, store.id));
    const final = workflowIn(scene, `${own.workflowId}/e1/final`);
    await eventually('the step is asked for', () => trainer.asked.includes(at), 120_000);
    const activity = await activityAt(session.client, final.workflowId, at);
    await use({ ...scene, own, final, activity, wake });
  });
}

let calmFinal = '';
test('a final training in peace, for comparison', async () => {
  const store = await emptyStore();
  await onServer().withRun(requestOf(finalAlone), store, calculatedTrainer(store), async ({ toResult }) => {
    calmFinal = (await toResult()).resultDigest;
  });
  assert.match(calmFinal, /^[0-9a-f]{64}$/);
});

/** What a control does to the run. `completed`: it goes on. Else it stands still with this reason, or is cancelled. */
type Effect = 'completed' | 'cancelled' | RegExp;

interface FinalControl {
  readonly what: string;
  readonly at: string;
  press(held: Held): Promise<unknown>;
  readonly effect: Effect;
}

const atTraining = 'final/train/segment-00';

const onWorkflows: readonly (readonly [keyof typeof workflowControls, 'own' | 'final', Effect])[] = [
  ['terminating', 'final', /terminated the workflow .*\/final in Temporal/],
  ['cancelling', 'final', /cancelled the workflow .*\/final in Temporal/],
  ['resetting', 'final', 'completed'],
  ['deleting', 'final', /terminated the workflow .*\/final in Temporal/],
  ['signalling', 'final', 'completed'],
  ['terminating', 'own', /TERMINATED/],
  ['cancelling', 'own', 'cancelled'],
  ['resetting', 'own', /reset the workflow of the run/],
  ['deleting', 'own', 'completed'],
  ['signalling', 'own', 'completed'],
];

/** The activities of the final training, and a step of each. */
const finalActivities = {
  openStage: 'final/open',
  trainWinner: atTraining,
  scoreWinner: 'final/score/noise',
  exportWinner: 'export',
} as const;

/** A result of the form of ours, without any output. */
const ofNothing = JSON.stringify({ key: 'f'.repeat(64), outputs: {}, numbers: {}, status: 'ok' });

const onActivity = (name: string, at: string): readonly FinalControl[] => {
  const completed = new RegExp(`${name} was completed in Temporal`);
  const row = (what: string, press: (activity: ActivityTarget) => Promise<unknown>, effect: Effect): FinalControl => ({
    ...{ what: `${what} (${name})`, at, effect },
    press: ({ activity }) => press(activity),
  });
  return [
    row('completing an activity with JSON of one’s own', (one) => complete(one, '{"hello":1}'), completed),
    row('completing an activity with nothing', (one) => complete(one, 'null'), completed),
    row('completing an activity with a result without outputs', (one) => complete(one, ofNothing), completed),
    row(
      'failing an activity for good',
      (one) => fail(one, 'I do not like it', true),
      new RegExp(`failed the activity ${name}`),
    ),
    row('failing an activity so that it is tried again', (one) => fail(one, 'no', false), 'completed'),
    row('resetting an activity', resetActivity, 'completed'),
  ];
};

const finalControls: readonly FinalControl[] = [
  ...onWorkflows.map(([control, on, effect]): FinalControl => {
    const what = `${control} ${on === 'own' ? 'the run in its final training' : 'the final training'}`;
    return { what, at: atTraining, press: (held) => workflowControls[control](held[on]), effect };
  }),
  ...Object.entries(finalActivities).flatMap(([name, at]) => onActivity(name, at)),
];

describe('in the final training', { concurrency: 4 }, () => {
  for (const { what, at, press, effect } of finalControls)
    test(`${what}: the run goes on, or stands still with the reason, and its result is the same`, async () =>
      heldAt(at, async (held) => {
        const { session, follow, toEnd, now, wake } = held;
        await press(held);
        if (effect === 'completed') wake();
        const state = await followRun(follow().request, session);
        if (typeof effect === 'string') assert.equal(state?.status, effect, JSON.stringify(state));
        else {
          assert.ok(state?.status === 'blocked', JSON.stringify(state));
          assert.match(state.message, effect);
          assert.match(state.cure!, /eagan resume /);
        }
        if (effect !== 'completed') assert.equal((await toEnd())?.status, 'completed');
        assert.equal((await now()).result!.resultDigest, calmFinal);
      }));

  for (const [name, at] of Object.entries(finalActivities))
    test(`pausing an activity (${name}) is told, and the run goes on when it is no longer paused`, async () =>
      heldAt(at, async ({ activity, follow, session, now, wake }) => {
        await pause(activity);
        const { request, told } = follow();
        const following = followRun(request, session);
        const isTold = (): boolean => told.some((line) => line.includes(`${name} of ${activity.workflowId} is paused`));
        await eventually('it is told', isTold, 60_000);
        await unpause(activity);
        wake(); // where it went on before it heard of the pause
        assert.equal((await following)?.status, 'completed');
        assert.equal((await now()).result!.resultDigest, calmFinal);
      }));
});
