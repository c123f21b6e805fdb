// Costs: what counts as time of the clock, of devices and of processors, and what is shown apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { omit } from '../../../domain/omit.js';
import type { AttemptEvent } from '../../../domain/ledger/kinds.js';
import type { LedgerLine } from '../../../domain/ledger/lines.js';
import { costOf, costsBy, workOfAttempt, type Work } from '../../../domain/runs/cost.js';
import { SpentWork } from '../../../domain/runs/spent-work.js';
import type { StepRecord } from '../../../domain/steps/step.js';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

function attempt(
  place: string,
  taken: number,
  since: number,
  end: number | null,
  more: Partial<AttemptEvent> = {},
): Work {
  const event: AttemptEvent = {
    ...{ place, key: 'k', number: 1, claim: 'c', host: 'here', outcome: 'finished' },
    ...{ takenAt: at(taken), computingSince: at(since), endedAt: end === null ? null : at(end) },
    ...more,
  };
  return workOfAttempt(event, 1)!;
}

const train = 'generator/gen-000/train/segment-00';
const works = [
  attempt(train, 0, 2, 12, { cpuMs: 9000 }),
  attempt('generator/gen-000/evaluate/00', 12, 12, 20, { cpuMs: 7000 }),
  attempt('generator/gen-000/evaluate/01', 12, 14, 24),
  attempt('generator/gen-000/select', 24, 24, 25),
];

test('wall time counts parallel work once, device time adds trainers up, and waiting belongs to neither', () => {
  const { wallMs, deviceMs, cpuMs, waitingMs, steps } = costOf(works);
  assert.deepEqual([wallMs, deviceMs, cpuMs, waitingMs, steps], [23_000, 28_000, 16_000, 4000, 4]);
});

test('an attempt without a result costs its time and is shown apart, whether it failed or was interrupted', () => {
  const failed = attempt(train, 30, 31, 36, { outcome: 'failed', cpuMs: 4000 });
  const handedBack = attempt(train, 40, 40, 42, { outcome: 'interrupted' });
  const { steps, deviceMs, withoutResult } = costOf([...works, failed, handedBack]);
  assert.deepEqual([steps, deviceMs], [4, 35_000]);
  assert.deepEqual(withoutResult, { failed: 1, interrupted: 1, lost: 0, deviceMs: 7000, cpuMs: 4000 });
});

test('a lost attempt is counted, and its unknown time is not', () => {
  const { deviceMs, wallMs, waitingMs, withoutResult } = costOf([attempt(train, 0, 1, null, { outcome: 'lost' })]);
  assert.deepEqual([deviceMs, wallMs, waitingMs, withoutResult.lost], [0, 0, 1000, 1]);
});

test('an attempt that never got a trainer only waited', () => {
  const waiting = { ...omit(eventAt(5), 'computingSince'), outcome: 'failed' as const, endedAt: at(9) };
  const { deviceMs, wallMs, waitingMs } = costOf([workOfAttempt(waiting, 1)!]);
  assert.deepEqual([deviceMs, wallMs, waitingMs], [0, 0, 4000]);
});

test('an attempt that gave a result computed since it was taken, if nobody could note more', () => {
  const { deviceMs, waitingMs } = costOf([workOfAttempt(omit(eventAt(5), 'computingSince'), 1)!]);
  assert.deepEqual([deviceMs, waitingMs], [1000, 0]);
});

test('a clock that was set back makes no time negative', () => {
  assert.deepEqual(
    (({ wallMs, deviceMs, waitingMs }) => [wallMs, deviceMs, waitingMs])(costOf([attempt(train, 10, 5, 3)])),
    [0, 0, 0],
  );
});

test('without any measured processor time there is none, which is not zero', () => {
  assert.equal(costOf([attempt(train, 0, 0, 1)]).cpuMs, null);
  assert.deepEqual(costOf([]).cpuMs, null);
});

test('groups keep the order in which they begin, and each has its own cost', () => {
  const groups = costsBy(works, ({ kind }) => (kind === 'select' ? null : kind));
  assert.deepEqual([...groups.keys()], ['trainSegment', 'evaluate']);
  assert.equal(groups.get('evaluate')!.deviceMs, 18_000);
});

function eventAt(taken: number): AttemptEvent {
  return {
    ...{ place: train, key: 'k', number: 1, claim: 'c', host: 'here', outcome: 'finished' },
    ...{ takenAt: at(taken), computingSince: at(taken), endedAt: at(taken + 1) },
  };
}

const frame = { schemaVersion: 2, previous: '', digest: '', at: at(0) } as const;
const stepLine = (sequence: number, epoch: number): LedgerLine => ({
  ...{ ...frame, sequence, epoch, kind: 'step', place: train, key: 'k', fingerprint: 'f' },
});
const attemptLine = (sequence: number, epoch: number): LedgerLine => ({
  ...{ ...frame, sequence, epoch, kind: 'attempt', ...eventAt(epoch) },
});
const recordOf = (run: string): StepRecord =>
  ({
    step: { kind: 'trainSegment', place: train },
    circumstances: { run, startedAt: at(100), finishedAt: at(103) },
  }) as unknown as StepRecord;

function spent(...lines: readonly LedgerLine[]): SpentWork {
  const spentWork = new SpentWork();
  for (const line of lines) spentWork.add(line);
  return spentWork;
}

test('a step without an attempt is counted from its record, unless another run computed it', async () => {
  const own = costOf(await spent(stepLine(1, 1)).works('run', async () => recordOf('run')));
  assert.deepEqual([own.deviceMs, own.fromRecords, own.steps], [3000, 1, 1]);
  assert.deepEqual(await spent(stepLine(1, 1)).works('run', async () => recordOf('other')), []);
  assert.deepEqual(await spent(stepLine(1, 1)).works('run', async () => null), [], 'its record is lost');
});

test('a step with an attempt is counted once, in whatever order the two are entered', async () => {
  const never = (): never => assert.fail('the record is not needed');
  for (const lines of [
    [attemptLine(1, 1), stepLine(2, 1)],
    [stepLine(1, 1), attemptLine(2, 1)],
    // Its owner was lost between the two, and the next one entered the step.
    [attemptLine(1, 1), stepLine(2, 2)],
  ]) {
    const { deviceMs, fromRecords } = costOf(await spent(...lines).works('run', never));
    assert.deepEqual([deviceMs, fromRecords], [1000, 0]);
  }
});

test('a step that an earlier version computed and this one repeated was paid for twice', async () => {
  const works = await spent(stepLine(1, 1), attemptLine(2, 2), stepLine(3, 2)).works('run', async () =>
    recordOf('run'),
  );
  assert.deepEqual([costOf(works).deviceMs, costOf(works).fromRecords], [4000, 1]);
});
