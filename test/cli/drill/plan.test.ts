// Plans of kills: the seed alone decides them, they are spread over the run, and all points and victims take turns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isOver,
  planKills,
  armingRequest,
  victimSets,
  type PassedAt,
  type PlannedKill,
} from '../../../tools/drill/plan.js';
import { faultPoints } from '../../../domain/runs/fault-points.js';

const seeds = [0, 1, 2, 77, 2 ** 40];

test('the same seed plans the same kills, and another seed plans others', () => {
  assert.deepEqual(planKills(5, 10), planKills(5, 10));
  const plans = seeds.map((seed) => JSON.stringify(planKills(seed, 10)));
  assert.equal(new Set(plans).size, seeds.length);
});

for (const kills of [1, 3, 10, 100]) {
  test(`${kills} kills are spread over the run: each in its own part of the steps`, () => {
    for (const seed of seeds) {
      for (const [index, { number, share }] of planKills(seed, kills).entries()) {
        assert.equal(number, index + 1);
        assert.ok(share >= index / kills && share < (index + 1) / kills, `${share} for kill ${number}`);
      }
    }
  });
}

test('with some seeds a kill comes before the first step has finished, while the run is being started', () => {
  const first = [...Array(20).keys()].map((seed) => planKills(seed, 3)[0]!.share);
  assert.ok(first.includes(0));
  assert.ok(first.some((share) => share > 0));
});

test('enough kills include every fault point and every set of victims', () => {
  const requests = planKills(3, 60);
  assert.deepEqual(
    new Set(requests.map(({ points }) => points[0])).size,
    Object.keys(faultPoints).length - 1,
    'only one of the two points at the end of the run',
  );
  assert.equal(new Set(requests.map(({ victims }) => victims)).size, victimSets.length);
});

test('different seeds choose different points at the end of the run, and a drill of few kills chooses none there', () => {
  const last = seeds.map((seed) => planKills(seed, 10).at(-1)!.points[0]!);
  assert.deepEqual(new Set(last), new Set(['run.ending', 'run.ended']));
  const few = seeds.flatMap((seed) => planKills(seed, 3)).map(({ points }) => points[0]!);
  assert.ok(few.every((point) => !point.startsWith('run.')));
});

test('every third kill ends the process at the point itself, and every other point can replace the planned one', () => {
  for (const { number, points, victims } of planKills(9, 12)) {
    assert.equal(victims[0] === 'self', number % 3 === 1);
    const middle = Object.keys(faultPoints).filter((point) => !point.startsWith('run.'));
    if (number < 12) assert.deepEqual([...points].sort(), middle.sort());
  }
});

test("a request waits for its moment during more than half of the kill's part of the run, however late it was armed", () => {
  assert.equal(isOver(0.5, 0.55, 10), false);
  assert.equal(isOver(0.9, 0.95, 10), false);
  assert.equal(isOver(0.5, 0.57, 10), true);
});

const kill = (change: Partial<PlannedKill> = {}): PlannedKill => ({
  ...{ number: 1, share: 0.3, points: ['recovery.saved', 'task.begun', 'file.named', 'step.entered'], luck: 0.99 },
  ...{ victims: ['self'], ...change },
});
const passedAt: PassedAt = new Map([
  ['recovery.saved', [0.8]],
  ['task.begun', [0.1, 0.31, 0.32, 0.9]],
  ['file.named', [0.3, 0.31, 0.32, 0.33, 0.34]],
  ['run.ended', [1]],
]);
const none = { tried: [], done: [] } as const;

test('the planned point is armed if the undisturbed run passes it in time', () => {
  assert.equal(armingRequest(kill(), 10, 0.77, passedAt, none)?.point, 'recovery.saved');
});

test('otherwise the point with the fewest kills replaces it, and ties follow the order of the plan', () => {
  assert.equal(armingRequest(kill(), 10, 0.3, passedAt, none)?.point, 'task.begun');
  assert.equal(armingRequest(kill(), 10, 0.3, passedAt, { tried: [], done: ['task.begun'] })?.point, 'file.named');
  assert.equal(armingRequest(kill(), 10, 0.3, passedAt, { tried: ['task.begun'], done: [] })?.point, 'file.named');
});

test('nothing is armed after the last passage', () => {
  assert.equal(armingRequest(kill(), 10, 0.3, passedAt, { tried: ['task.begun', 'file.named'], done: [] }), null);
});

test('chance chooses among the passages to come, except the last', () => {
  const tried = { tried: ['task.begun'], done: [] } as const;
  const passages = [0, 0.3, 0.5, 0.99].map((luck) => armingRequest(kill({ luck }), 10, 0.3, passedAt, tried)!.nth);
  assert.deepEqual(passages, [1, 2, 2, 4]);
});

test('the last kill has time until the end of the run', () => {
  assert.equal(armingRequest(kill({ number: 10, points: ['run.ended'] }), 10, 0.9, passedAt, none)?.point, 'run.ended');
  assert.equal(armingRequest(kill({ number: 9, points: ['run.ended'] }), 10, 0.9, passedAt, none), null);
});
