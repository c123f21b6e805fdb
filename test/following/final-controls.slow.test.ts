// Temporal's own controls, used on a run in its final training: the run continues, or stops with a reason and a cure
// that works, and gives the same bits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { followRun } from '../../control/execution/follow-run.js';
import { untilInterrupted } from '../support/calculated-trainer.js';
import { heldRun } from '../support/held-run.js';
import { eventually } from '../support/processes.js';
import { requestOf, withServer, type Scene, withoutStages, calmDigest } from '../support/runs.js';
import {
  activityAt,
  complete,
  fail,
  pause,
  resetActivity,
  unpause,
  workflowControls,
  type ActivityTarget,
  type WorkflowTarget,
} from '../support/temporal-controls.js';

const onServer = withServer();

/** A run that is held at a step of its final training. */
interface Held extends Scene {
  readonly own: WorkflowTarget;
  readonly final: WorkflowTarget;
  /** The activity that is held. */
  readonly activity: ActivityTarget;
  /** Lets it go on. */
  wake(): void;
}

const heldAt = (at: string, use: (held: Held) => Promise<void>): Promise<void> =>
  heldRun(
    onServer(),
    requestOf(withoutStages),
    at,
    (woken, signal) => Promise.race([woken, untilInterrupted(signal)]),
    async (scene) => {
      const { client } = scene.session;
      const own = { client, workflowId: scene.own };
      const final = { client, workflowId: `${scene.own}/e1/final` };
      const activity = await activityAt(client, final.workflowId, at);
      await use({ ...scene, own, final, activity });
    },
  );

let calm = '';
test('an undisturbed final training, for comparison', async () => {
  calm = await calmDigest(onServer(), requestOf(withoutStages));
  assert.match(calm, /^[0-9a-f]{64}$/);
});

/**
 * What a control does to the run. `completed`: the run continues. Otherwise it stops with this reason, or is cancelled.
 */
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

/** A result of the right form without outputs. */
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
    test(`${what}: the run continues or stops with the reason, and its result is the same`, async () =>
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
        assert.equal((await now()).result!.resultDigest, calm);
      }));

  for (const [name, at] of Object.entries(finalActivities))
    test(`a paused activity (${name}) is reported, and the run continues when it is unpaused`, async () =>
      heldAt(at, async ({ activity, follow, session, now, wake }) => {
        await pause(activity);
        const { request, told } = follow();
        const following = followRun(request, session);
        const isTold = (): boolean => told.some((line) => line.includes(`${name} of ${activity.workflowId} is paused`));
        await eventually('the pause is reported', isTold);
        await unpause(activity);
        wake(); // in case it has not learned of the pause
        assert.equal((await following)?.status, 'completed');
        assert.equal((await now()).result!.resultDigest, calm);
      }));
});
