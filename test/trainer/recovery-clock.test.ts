// The rule for recovery points, over simulated hours: the largest possible loss, and the share of time for writing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recoveryClock, type RecoveryClock } from '../../trainer/recovery-clock.js';

const everyMs = 60_000;
const hours = 10;

interface Simulated {
  /** The most that a kill at any moment loses, after the first point. */
  readonly lostMs: number;
  readonly share: number;
  readonly points: number;
  readonly firstAt: number;
  readonly clock: RecoveryClock;
}

/** Simulates units of work of `unitMs`, and points of `pointMs` whenever the clock asks for one. */
function simulate(unitMs: (unit: number) => number, pointMs: (point: number) => number): Simulated {
  const clock = recoveryClock(everyMs, 0);
  let [now, takenAt, lostMs, writing, points, firstAt] = [0, 0, 0, 0, 0, 0];
  for (let unit = 0; now < hours * 3600_000; unit++) {
    now += unitMs(unit);
    if (!clock.isDue(now)) continue;
    const began = now;
    now += pointMs(points++);
    writing += now - began;
    firstAt ||= began;
    // If it is killed just before the point is whole, all work since the state of the previous point is lost.
    if (points > 1) lostMs = Math.max(lostMs, now - takenAt);
    takenAt = began;
    clock.written(began, now);
  }
  return { lostMs, share: writing / now, points, firstAt, clock };
}

const always = (ms: number) => (): number => ms;

for (const [unitMs, pointMs] of [
  [40, 5],
  [40, 1000],
  [3000, 1000],
  [10_000, 900],
] as const)
  test(`with units of ${unitMs} ms and points of ${pointMs} ms at most 60 s are lost, and writing takes at most 2 % of the time`, () => {
    const { lostMs, share, points, clock } = simulate(always(unitMs), always(pointMs));
    assert.ok(lostMs <= everyMs, `${lostMs} ms lost`);
    assert.ok(share <= 0.02, `${share} of the time`);
    // Points are not written too often: at most two units of work early.
    assert.ok(points <= (hours * 3600_000) / (everyMs - pointMs - 2 * unitMs) + 1, `${points} points`);
    assert.equal(clock.excess(), null);
  });

for (const [unitMs, pointMs] of [
  [40, 1200],
  [3000, 5000],
  [70_000, 10],
] as const)
  test(`with units of ${unitMs} ms and points of ${pointMs} ms both limits cannot hold: 2 % wins, and the largest loss is reported`, () => {
    const { lostMs, share, clock } = simulate(always(unitMs), always(pointMs));
    assert.ok(share <= 0.02, `${share} of the time`);
    const { recoveryPointMs, lostAtWorstMs } = clock.excess()!;
    assert.equal(recoveryPointMs, pointMs);
    assert.ok(lostMs > everyMs && lostMs <= lostAtWorstMs, `${lostMs} lost, told ${lostAtWorstMs}`);
    assert.ok(lostAtWorstMs <= lostMs + unitMs, 'the loss is not much larger');
  });

test('the first point, whose cost is unknown, begins as late as possible, one unit of work before the limit', () => {
  assert.equal(simulate(always(100), always(500)).firstAt, 59_900);
});

test('a slow point makes the next ones rarer, and quick points make them frequent again', () => {
  const { share, clock } = simulate(always(100), (point) => (point === 3 ? 20_000 : 300));
  assert.ok(share <= 0.02);
  assert.equal(clock.excess(), null);
});

test('one long pause of the machine does not change the interval of points forever', () => {
  const { lostMs, clock } = simulate((unit) => (unit === 1000 ? 3600_000 : 100), always(300));
  assert.ok(lostMs >= 3600_000, 'that hour counts as lost work');
  assert.equal(clock.excess(), null);
});
