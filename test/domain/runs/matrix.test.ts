// Which runs a matrix has, which is next, and what its settings gave.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axesOf } from '../../../control/matrix/axes.js';
import { figuresBySetting } from '../../../domain/runs/matrix-settings.js';
import { matrixRefProblem } from '../../../domain/runs/matrix-shape.js';
import { matrixStatus, nextMembers, takenUp, variationsOf, type MatrixMember } from '../../../domain/runs/matrix.js';
import type { RunState } from '../../../domain/runs/run-state.js';

const members: MatrixMember[] = ['a', 'b', 'c'].map((run, index) => ({ run, seed: index + 1, setting: [] }));
const at = '2026-01-01T00:00:00.000Z';
const ended = { schemaVersion: 1, startedAt: at, finishedAt: at } as const;
const failure = { code: 'EAGAN_DISK_FULL', message: '', cure: null, activity: null };

const done: RunState = { ...ended, epoch: 1, status: 'completed', exportKey: '' };
const paused: RunState = { ...ended, epoch: 1, status: 'paused' };
const atLimit: RunState = { ...paused, budget: 'budget (candidates 4 of 4)' };
const failed: RunState = { ...ended, epoch: 1, status: 'failed', ...failure };
const running: RunState = { schemaVersion: 1, epoch: 1, startedAt: at, status: 'running' };

const states =
  (...all: readonly (RunState | null)[]) =>
  (run: string): RunState | null =>
    all['abc'.indexOf(run)]!;
const next = (stateOf: ReturnType<typeof states>, again = {}, kind: 'go' | 'pause' | 'cancel' = 'go'): string =>
  nextMembers({ members }, { kind, again }, stateOf)
    .map(({ run }) => run)
    .join('');

test('a matrix has each combination of values with each seed, one setting after the other', () => {
  const all = variationsOf(axesOf({ seeds: '1..2,7', param: ['depth=2,4'], set: ['a.b=[0, 1],[1, 1]', 'c=x'] }));
  assert.equal(all.length, 3 * 2 * 2);
  assert.deepEqual(all[3], {
    seed: '1',
    param: ['depth=2'],
    set: ['a.b=[1, 1]', 'c=x'],
    setting: ['depth=2', 'a.b=[1, 1]'],
  });
  assert.deepEqual(
    all.slice(0, 3).map(({ seed }) => seed),
    ['1', '2', '7'],
  );
  assert.deepEqual(variationsOf(axesOf({})), [{ param: [], set: [], setting: [] }]);
  assert.equal(variationsOf(axesOf({ seeds: '3,1..3', param: ['d=1,1'] })).length, 3);
});

for (const typed of [
  { seeds: '' },
  { seeds: '5..1' },
  { seeds: '1..' },
  { seeds: '-1' },
  { seeds: '1.5' },
  { seeds: '1..1000001' },
  { seeds: '1..40', param: ['a=1,2,3,4,5,6,7,8,9,10', 'b=1,2,3'] },
  { seeds: '99999999999999999' },
  { param: ['depth'] },
  { param: ['=1,2'] },
  { set: ['a.b=1,,2'] },
])
  test(`${JSON.stringify(typed)} is no matrix`, () => {
    assert.throws(() => axesOf(typed), { code: 'EAGAN_USAGE' });
  });

test('the next run is the one that runs, else the first that is not over; a failed one stops no other', () => {
  assert.equal(next(states(null, null, null)), 'abc');
  assert.equal(next(states(done, null, running)), 'cb');
  assert.equal(next(states(failed, paused, null)), 'c');
  assert.equal(next(states(done, failed, atLimit)), '');
});

test('a stopped matrix has no next run', () => {
  assert.equal(next(states(done, null, null), {}, 'pause'), '');
  assert.equal(next(states(done, null, null), {}, 'cancel'), '');
});

test('what people take up again runs until it stops in a newer epoch', () => {
  const stateOf = states(failed, paused, atLimit);
  assert.deepEqual(takenUp({ members }, stateOf, 'start'), { a: 1 });
  assert.deepEqual(takenUp({ members }, stateOf, 'resume'), { a: 1, b: 1 });
  assert.equal(next(stateOf, { a: 1, b: 1 }), 'ab');
  assert.equal(next(states({ ...failed, epoch: 2 }, paused, atLimit), { a: 1, b: 1 }), 'b');
});

test('a matrix is completed with all its runs, and incomplete when nothing is left to start', () => {
  const status = (kind: 'go' | 'pause' | 'cancel', ...all: (RunState | null)[]): string =>
    matrixStatus({ members }, { kind }, states(...all));
  assert.equal(status('go', done, done, done), 'completed');
  assert.equal(status('cancel', done, done, done), 'completed');
  assert.equal(status('go', done, failed, done), 'incomplete');
  assert.equal(status('go', done, failed, null), 'running');
  assert.equal(status('pause', done, paused, null), 'paused');
  assert.equal(status('cancel', done, null, null), 'cancelled');
});

test('a setting has mean, deviation of the sample and best of its completed runs; protocols are kept apart', () => {
  const values: Record<string, readonly [string, number]> = { a: ['p', 2], b: ['p', 4], c: ['q', 9] };
  const settings = figuresBySetting(members, (run) => {
    const found = run === 'd' ? null : values[run]!;
    return found && { protocol: found[0], values: { frechetDistance: found[1] } };
  });
  assert.deepEqual(
    settings.map(({ protocol, runs, figures }) => [protocol, runs, figures.map(({ name }) => name)]),
    [
      ['p', ['a', 'b', 'c'], ['frechetDistance']],
      ['q', ['a', 'b', 'c'], ['frechetDistance']],
    ],
  );
  const [{ mean, deviation, count, best }] = settings[0]!.figures as [(typeof settings)[number]['figures'][number]];
  assert.deepEqual([mean, deviation, count, best.run], [3, Math.SQRT2, 2, 'a']);
  assert.deepEqual(
    figuresBySetting(members, () => null),
    [],
  );
});

test('a record of a stranger is refused unless it has the form of one', () => {
  const by = { user: 'anna', host: 'here' };
  const asked = { schemaVersion: 1, name: 'm', file: 'f.yaml', members, createdAt: at, by };
  assert.equal(matrixRefProblem('asked', asked), null);
  for (const changed of [
    { name: '../m' },
    { members: [{ run: 'a/b', seed: 1, setting: [] }] },
    { members: {} },
    { by: null },
  ])
    // prettier-ignore
    assert.notEqual(matrixRefProblem('asked', { ...asked, ...changed }), null, JSON.stringify(changed));
  assert.equal(matrixRefProblem('request', { schemaVersion: 1, kind: 'go', at, by, again: { a: 1 } }), null);
  for (const changed of [{ kind: 'stop' }, { again: { a: -1 } }, { again: [] }])
    assert.notEqual(matrixRefProblem('request', { kind: 'go', at, by, ...changed }), null, JSON.stringify(changed));
});
