// Which states of a whole run retention keeps: the newest, boundaries and winners, each by its own switch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestJson, type Digest } from '../../../domain/digest.js';
import { defaultRetention, neededInputs, retainedStates, type Retention } from '../../../domain/runs/retention.js';
import { stepKey, type StepKind, type StepRecord } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';

const state = (name: string): Digest => digestJson(name);

/** A line: kind, place, input states, and the output state. */
type Line = readonly [StepKind, string, Record<string, Digest>, Digest?];

const lines: readonly Line[] = [
  ['openStage', 'g/open', {}, state('open')],
  ['trainSegment', 'g/warmup/segment-00', { state: state('open') }, state('warm')],
  ['trainSegment', 'g/gen-000/train/segment-00', { state: state('warm') }, state('middle')],
  ['trainSegment', 'g/gen-000/train/segment-01', { state: state('middle') }, state('end')],
  ['evaluate', 'g/gen-000/evaluate/00', { state: state('end') }],
  ['closeStage', 'g/close', { state: state('end') }],
  ['openStage', 'd/open', { previous: state('end') }, state('open d')],
  ['openStage', 'final/open', {}, state('final')],
  ['scoreWinner', 'final/score/untrained', { state: state('final') }],
  ['trainWinner', 'final/train/segment-00', { state: state('final') }, state('first')],
  ['trainWinner', 'final/train/segment-01', { state: state('first') }, state('second')],
  ['trainWinner', 'final/train/segment-02', { state: state('second') }, state('third')],
  ['export', 'export', { state: state('third') }],
];

const records = lines.map(([kind, place, inputs, made]): StepRecord => {
  const step = sketchStep(kind, place, inputs, {});
  return {
    ...{ schemaVersion: 1, key: stepKey(step), fingerprint: '', step },
    ...{ outputs: (made ? { state: made } : {}) as Record<string, Digest>, numbers: {}, status: 'ok' },
    circumstances: { run: '', startedAt: '', finishedAt: '', host: '', attempt: 1 },
  };
});

const nothingElse: Retention = { lastStates: 1, generationBoundaries: false, winners: false };
const cases: readonly [string, Retention, string[]][] = [
  ['the last two, boundaries and winners', defaultRetention, ['warm', 'end', 'final', 'second', 'third']],
  ['the last one', nothingElse, ['third']],
  ['the last three', { ...nothingElse, lastStates: 3 }, ['first', 'second', 'third']],
  [
    'boundaries: the warm-up’s end and each generation’s',
    { ...nothingElse, generationBoundaries: true },
    ['warm', 'end', 'third'],
  ],
  [
    'winners: what was closed, inherited, scored, exported',
    { ...nothingElse, winners: true },
    ['end', 'final', 'third'],
  ],
];

for (const [what, retention, kept] of cases) {
  test(`retention keeps ${what}`, () => {
    assert.deepEqual([...retainedStates(records, retention)].sort(), kept.map(state).sort());
  });
}

test('an incomplete run keeps the inputs of its next steps, closed stages, and the last closed generation', () => {
  const steps = lines.map(([kind, place, inputs]) => sketchStep(kind, place, inputs, {}));
  const winner = { winner: null as never, winnerDigest: '' };
  const progress = {
    prepared: null as never,
    finished: [{ ...winner, state: state('end') }],
    stage: { state: state('open d'), population: null as never, populationDigest: '' },
  };
  const needed = neededInputs({ missing: steps.slice(10, 11), progress });
  assert.deepEqual([...needed].sort(), ['first', 'end', 'open d'].map(state).sort());
  const stuck = neededInputs({ missing: steps.slice(2, 3), progress: null });
  assert.deepEqual([...stuck], [state('warm')], 'the finished step after which the walk stopped');
});
