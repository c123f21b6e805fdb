// The rule of recovery points, over simulated hours: what is lost at worst, and the share of time that goes into
// writing.
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

/** Units of work of `unitMs`, and points of `pointMs` whenever the clock says so. */
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
    // Killed just before the point was whole: all since the state before it was taken is lost.
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
  test(`units of ${unitMs} ms and points of ${pointMs} ms: at most 60 s are lost, at most 2 % of the time is written`, () => {
    const { lostMs, share, points, clock } = simulate(always(unitMs), always(pointMs));
    assert.ok(lostMs <= everyMs, `${lostMs} ms lost`);
    assert.ok(share <= 0.02, `${share} of the time`);
    // Not more often than needed: two units of work early at most.
    assert.ok(points <= (hours * 3600_000) / (everyMs - pointMs - 2 * unitMs) + 1, `${points} points`);
    assert.equal(clock.excess(), null);
  });

for (const [unitMs, pointMs] of [
  [40, 1200],
  [3000, 5000],
  [70_000, 10],
] as const)
  test(`units of ${unitMs} ms and points of ${pointMs} ms: both cannot hold, 2 % wins, and what is lost at worst is told`, () => {
    const { lostMs, share, clock } = simulate(always(unitMs), always(pointMs));
    assert.ok(share <= 0.02, `${share} of the time`);
    const { recoveryPointMs, lostAtWorstMs } = clock.excess()!;
    assert.equal(recoveryPointMs, pointMs);
    assert.ok(lostMs > everyMs && lostMs <= lostAtWorstMs, `${lostMs} lost, told ${lostAtWorstMs}`);
    assert.ok(lostAtWorstMs <= lostMs + unitMs, 'and not much more than that');
  });

test('the first point, whose cost nobody knows, is begun as late as leaves time for one unit of work', () => {
  assert.equal(simulate(always(100), always(500)).firstAt, 59_900);
});

test('a point that took long makes the next ones rarer, and quick ones make them frequent again', () => {
  const { share, clock } = simulate(always(100), (point) => (point === 3 ? 20_000 : 300));
  assert.ok(share <= 0.02);
  assert.equal(clock.excess(), null);
});

test('a machine that stood still once is not feared for ever', () => {
  const { lostMs, clock } = simulate((unit) => (unit === 1000 ? 3600_000 : 100), always(300));
  assert.ok(lostMs >= 3600_000, 'that hour itself was lost work');
  assert.equal(clock.excess(), null);
});
