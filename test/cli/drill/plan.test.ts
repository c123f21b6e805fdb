// Plans of kills: decided by the seed alone, spread over the run, every point and every victim in turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOver, planKills, victimSets } from '../../../cli/drill/plan.js';
import { planOf } from '../../../cli/progress.js';
import { faultPoints } from '../../../domain/fault-points.js';
import { pipelineOf } from '../../support/pipelines.js';

const steps = planOf(pipelineOf('tiny.yaml'), null);
const seeds = [0, 1, 2, 77, 2 ** 40];

test('the same seed asks for the same kills, another seed for others', () => {
  assert.deepEqual(planKills(5, 10, steps), planKills(5, 10, steps));
  const plans = seeds.map((seed) => JSON.stringify(planKills(seed, 10, steps)));
  assert.equal(new Set(plans).size, seeds.length);
});

for (const kills of [1, 3, 10, 100]) {
  test(`${kills} kills are spread over the run: each in its own part of the steps`, () => {
    for (const seed of seeds) {
      for (const [index, { number, share }] of planKills(seed, kills, steps).entries()) {
        assert.equal(number, index + 1);
        assert.ok(share >= index / kills && share < (index + 1) / kills, `${share} for kill ${number}`);
      }
    }
  });
}

test('a kill before anything has finished comes with some seeds: the run is being started then', () => {
  const first = [...Array(20).keys()].map((seed) => planKills(seed, 3, steps)[0]!.share);
  assert.ok(first.includes(0));
  assert.ok(first.some((share) => share > 0));
});

test('enough kills ask for every fault point and every set of victims', () => {
  const requests = planKills(3, 60, steps).map(({ requests: [first] }) => first!);
  assert.deepEqual(
    new Set(requests.map(({ point }) => point)).size,
    Object.keys(faultPoints).length - 1,
    'only one of the two at the end of the run',
  );
  assert.equal(new Set(requests.map(({ victims }) => victims)).size, victimSets.length);
});

test('between them, seeds ask for both points at the end of the run, and a drill of few kills for none', () => {
  const last = seeds.map((seed) => planKills(seed, 10, steps).at(-1)!.requests[0]!.point);
  assert.deepEqual(new Set(last), new Set(['run.ending', 'run.ended']));
  const few = seeds.flatMap((seed) => planKills(seed, 3, steps)).map(({ requests: [first] }) => first!.point);
  assert.ok(few.every((point) => !point.startsWith('run.')));
});

test('every third kill ends the process at the point itself, and each has something to fall back on', () => {
  for (const { number, requests } of planKills(9, 12, steps)) {
    assert.equal(requests[0]!.victims[0] === 'self', number % 3 === 1);
    assert.deepEqual([requests.length, requests.at(-1)!.victims, requests.at(-1)!.nth], [3, ['self'], 1]);
  }
});

test("a request has more than half of a kill's part of the run for its moment, from when it was armed, however late that was", () => {
  assert.equal(isOver(0.5, 0.55, 10), false);
  assert.equal(isOver(0.9, 0.95, 10), false);
  assert.equal(isOver(0.5, 0.57, 10), true);
});
