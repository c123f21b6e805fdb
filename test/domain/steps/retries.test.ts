// What earlier attempts mean for the next one: whose fault an end was, and when to stop trying.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, AttemptEnd } from '../../../domain/steps/attempt.js';
import { judgeAttempts, retryDelayMs } from '../../../domain/steps/retries.js';

type End = [code: AttemptEnd['code'], iteration?: number] | null;

function attempts(ends: readonly End[], epoch = 1): Attempt[] {
  return ends.map((end, index) => ({
    ...{ epoch, workflowRunId: 'w', activityId: '1', attempt: index + 1, host: 'here', startedAt: '' },
    id: `000${index + 1}-0a1b2c3d`,
    end: end && { at: '', code: end[0], message: `message ${index + 1}`, iteration: end[1] ?? null },
  }));
}

const times = (count: number, end: End): End[] => Array.from({ length: count }, () => end);
const training = { kind: 'trainSegment', place: 'generator/warmup/segment-00' } as const;
const evaluation = { kind: 'evaluate', place: 'generator/gen-000/evaluate/01' } as const;
const score = { kind: 'scoreWinner', place: 'final/score/noise' } as const;
const judge = (step: typeof training | typeof evaluation | typeof score, ends: readonly End[]): string =>
  judgeAttempts(step, 1, attempts(ends)).kind;

for (const [code, limit] of [
  ['EAGAN_TRAINER_CRASHED', 3],
  ['EAGAN_TRAINER_NOT_STARTED', 3],
  ['EAGAN_TRAINER_HUNG', 3],
  ['EAGAN_OUT_OF_MEMORY', 10],
] as const) {
  test(`a training step is stopped after it ended ${limit} times with ${code} at one iteration, not earlier`, () => {
    assert.equal(judge(training, times(limit - 1, [code, 40])), 'try');
    assert.equal(judge(training, times(limit, [code, 40])), 'stop');
  });
  test(`${code} is counted from 0 again once the step got further`, () => {
    assert.equal(judge(training, [...times(limit - 1, [code, 40]), ...times(limit - 1, [code, 60])]), 'try');
  });
}

test('kills, lost hosts and work handed back never stop a step, not even between crashes', () => {
  const innocent: End[] = [null, ['EAGAN_TRAINER_KILLED'], ['handedBack'], ['EAGAN_DISK_FULL']];
  for (const end of innocent) assert.equal(judge(training, times(100, end)), 'try', JSON.stringify(end));
  for (const end of innocent) assert.equal(judge(evaluation, times(100, end)), 'try', JSON.stringify(end));
  const crash: End = ['EAGAN_TRAINER_CRASHED'];
  assert.equal(judge(training, [crash, ...innocent, crash, ...innocent]), 'try');
  assert.equal(judge(training, [crash, ...innocent, crash, ...innocent, crash]), 'stop');
});

test('the message says where the step stopped, how often, in which attempts, and the last cause', () => {
  const ends: End[] = [['EAGAN_TRAINER_CRASHED', 40], null, ...times(2, ['EAGAN_TRAINER_CRASHED', 40])];
  const verdict = judgeAttempts(training, 1, attempts(ends));
  assert.ok(verdict.kind === 'stop');
  assert.equal(
    verdict.message,
    'generator/warmup/segment-00 stopped 3 times at iteration 40 without progress (attempts 1, 3, 4). Last error: message 4',
  );
});

test('only attempts of the current epoch count: resuming a run allows new attempts', () => {
  const before = attempts(times(5, ['EAGAN_TRAINER_CRASHED']), 1);
  assert.equal(judgeAttempts(training, 1, before).kind, 'stop');
  assert.equal(judgeAttempts(training, 2, before).kind, 'try');
});

for (const [crashes, expected] of [
  [0, 'try'],
  [1, 'alone'],
  [3, 'alone'],
  [4, 'unjudged'],
  [6, 'unjudged'],
  [7, 'stop'],
] as const) {
  test(`after ${crashes} crashes of an evaluation’s own, the next attempt is: ${expected}`, () => {
    const ends: End[] = [null, ['EAGAN_OUT_OF_MEMORY'], ...times(crashes, ['EAGAN_TRAINER_CRASHED'])];
    assert.equal(judge(evaluation, ends), expected);
  });
}

test('a crash while a winner is scored stops the run, because there is no other winner', () => {
  assert.equal(judge(score, times(3, ['EAGAN_TRAINER_CRASHED'])), 'stop');
});

test('a child that cannot start does not count against the individual', () => {
  assert.equal(judge(evaluation, times(2, ['EAGAN_TRAINER_NOT_STARTED'])), 'try');
  assert.equal(judge(evaluation, times(3, ['EAGAN_TRAINER_NOT_STARTED'])), 'stop');
});

test('an attempt that nobody is to blame for is retried at once, a crash with back-off, and lack of memory after longer', () => {
  assert.deepEqual(
    [1, 2, 9].map((n) => retryDelayMs('EAGAN_TRAINER_KILLED', n)),
    [1_000, 1_000, 1_000],
  );
  assert.deepEqual(
    [1, 2, 3, 99].map((n) => retryDelayMs('EAGAN_TRAINER_CRASHED', n)),
    [1_000, 2_000, 4_000, 60_000],
  );
  assert.deepEqual(
    [1, 2, 3, 99].map((n) => retryDelayMs('EAGAN_OUT_OF_MEMORY', n)),
    [5_000, 10_000, 20_000, 300_000],
  );
});
