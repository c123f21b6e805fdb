// Attempts at a step: what the store remembers of them, which errors are retried and how, and what ends a step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getJson } from '../../domain/steps/objects.js';
import type { EvaluationArtifact } from '../../domain/steps/artifacts.js';
import { EaganError, type ErrorCode } from '../../domain/errors.js';
import { stepKey } from '../../domain/steps/step.js';
import type { RuntimeIdentity } from '../../trainer/types.js';
import { sketchStep } from '../support/steps.js';
import { calculatedIdentity, untilInterrupted } from '../support/calculated-trainer.js';
import { eventually } from '../support/processes.js';
import { evaluation, requestOf, run, Scene, segment } from './support/scene.js';
import { closedGate } from '../support/gate.js';

const request = requestOf(segment());
const { place } = request.step;
const key = stepKey(request.step);
const fail = (code: ErrorCode, message: string = code): never => {
  throw new EaganError(code, message, 'a cure');
};

test('a failed attempt is stored with its cause, and the record of the next attempt lists it', async () => {
  const scene = await Scene.open((_, time) => void (time === 1 && fail('EAGAN_TRAINER_KILLED', 'ended by SIGKILL')));
  const failure = await scene.failure('trainSegment', request, 1);
  assert.deepEqual([failure.type, failure.nonRetryable, failure.nextRetryDelay], ['EAGAN_TRAINER_KILLED', false, 1000]);
  const [remembered] = await scene.store.claims.attempts(run, key);
  const { code, message, iteration } = remembered!.end!;
  assert.deepEqual([code, message, iteration], ['EAGAN_TRAINER_KILLED', 'ended by SIGKILL', null]);
  await scene.perform('trainSegment', request, 2);
  const { attempt, attempts } = (await scene.record(place)).circumstances;
  assert.deepEqual([attempt, attempts?.map((each) => each.code)], [2, ['EAGAN_TRAINER_KILLED']]);
  assert.deepEqual(await scene.store.claims.attempts(run, key), []);
});

test('an attempt that ended without a report is called lost, and the journal notes once that the step was taken up again', async () => {
  const scene = await Scene.open();
  const fence = { epoch: 1, workflowRunId: 'workflow-of-epoch-1', activityId: place, attempt: 1 };
  await scene.store.claims.take(run, key, fence, { host: 'gone', startedAt: 'then', fingerprint: 'f'.repeat(64) });
  await scene.perform('trainSegment', request, 2);
  const recovered = await scene.told('recovered');
  assert.deepEqual(
    recovered.map((entry) => [entry.place, entry.iteration]),
    [[place, null]],
  );
  assert.match(recovered[0]!.cause, /lost without an error: its worker, or gone/);
  assert.deepEqual((await scene.record(place)).circumstances.attempts, [
    { code: 'lost', startedAt: 'then', endedAt: null },
  ]);
});

test('the first attempt at a step is not a recovery', async () => {
  const scene = await Scene.open();
  await scene.perform('trainSegment', request);
  assert.deepEqual(await scene.told('recovered'), []);
  assert.equal((await scene.record(place)).circumstances.attempts, undefined);
});

test('a record lists at most twenty earlier attempts', async () => {
  const scene = await Scene.open((_, time) => void (time <= 25 && fail('EAGAN_TRAINER_KILLED')));
  for (let attempt = 1; attempt <= 25; attempt++) await scene.failure('trainSegment', request, attempt);
  await scene.perform('trainSegment', request, 26);
  assert.equal((await scene.record(place)).circumstances.attempts?.length, 20);
});

for (const requested of [true, false]) {
  test(`an interrupted attempt is stored as handed back when a cancellation was ${requested ? '' : 'not '}requested`, async () => {
    const scene = await Scene.open((_place, _time, signal) => untilInterrupted(signal));
    const attempted = scene.begin('trainSegment', request);
    await eventually('the trainer was asked', () => scene.trainer.asked.length > 0);
    attempted.cancel(requested);
    const name = requested ? 'CancelledFailure' : 'ApplicationFailure';
    await assert.rejects(attempted.outcome, { name, ...(requested ? {} : { nonRetryable: false }) });
    assert.equal((await scene.store.claims.attempts(run, key))[0]!.end!.code, 'handedBack');
  });
}

for (const code of ['EAGAN_DATASET_CHANGED', 'EAGAN_NOT_REPRODUCIBLE', 'EAGAN_PIPELINE_INVALID'] as const) {
  test(`${code} is not retried`, async () => {
    const scene = await Scene.open(() => fail(code));
    const failure = await scene.failure('trainSegment', request);
    assert.deepEqual([failure.type, failure.nonRetryable, failure.details], [code, true, [{ cure: 'a cure' }]]);
  });
}

test('a training step that crashed three times is not tried a fourth time: the failure says how often and how it crashed', async () => {
  const scene = await Scene.open((_, time) => fail('EAGAN_TRAINER_CRASHED', `crash ${time}`));
  for (const attempt of [1, 2, 3])
    assert.equal((await scene.failure('trainSegment', request, attempt)).nonRetryable, false);
  const failure = await scene.failure('trainSegment', request, 4);
  assert.deepEqual([failure.type, failure.nonRetryable, scene.asked(place)], ['EAGAN_TRAINER_CRASHED', true, 3]);
  assert.match(failure.message, /stopped 3 times .*\(attempts 1, 2, 3\)\. Last error: crash 3/);
  await scene.own(2);
  await scene.failure('trainSegment', requestOf(request.step, 2), 1);
  assert.equal(scene.asked(place), 4, 'resuming the run allows new attempts');
});

test('an unexpected error is retried, but not forever', async () => {
  const scene = await Scene.open(() => Promise.reject(new Error('odd')));
  for (let attempt = 1; attempt <= 5; attempt++)
    assert.equal((await scene.failure('trainSegment', request, attempt)).nonRetryable, false);
  const { type, nonRetryable, message } = await scene.failure('trainSegment', request, 6);
  assert.deepEqual([type, nonRetryable], ['EAGAN_INTERNAL', true]);
  assert.match(message, /odd$/);
});

test('an individual whose evaluation crashes three times on its own is recorded as failed; kills and lack of memory do not count', async () => {
  const asked: unknown[] = [];
  const innocent: Record<number, ErrorCode> = {
    2: 'EAGAN_TRAINER_KILLED',
    4: 'EAGAN_OUT_OF_MEMORY',
    6: 'EAGAN_TRAINER_HUNG',
  };
  const scene = await Scene.open((_place, time, _signal, { task, options }) => {
    if (options.beside) return;
    const { unjudged = false } = task.circumstances;
    asked.push([options.alone ?? false, options.fresh ?? false, unjudged]);
    if (!unjudged) fail(innocent[time] ?? 'EAGAN_TRAINER_CRASHED', `end ${time}`);
  });
  const evaluated = requestOf(evaluation(1));
  for (let attempt = 1; attempt <= 7; attempt++) await scene.failure('evaluateCandidate', evaluated, attempt);
  const outcome = await scene.perform('evaluateCandidate', evaluated, 8);
  assert.equal(outcome.status, 'failed');
  const company = [false, false, false];
  const alone = [true, true, false];
  assert.deepEqual(asked, [company, alone, alone, alone, alone, alone, alone, [true, true, true]]);
  const artifact = await getJson<EvaluationArtifact>(scene.store.objects, outcome.outputs.evaluation!);
  assert.deepEqual([artifact.status, artifact.figures, artifact.parameters], ['failed', undefined, 3]);
  const { reason } = (await scene.record(evaluated.step.place)).circumstances;
  assert.match(reason!, /crashed 4 times, 3 of them alone in a new process\. Last error: end 7/);
});

test('a crash while a winner is scored ends the run: there is no other winner', async () => {
  const scene = await Scene.open(() => fail('EAGAN_TRAINER_CRASHED'));
  const score = requestOf(sketchStep('scoreWinner', 'final/score/noise', {}, {}));
  for (const attempt of [1, 2, 3]) await scene.failure('scoreWinner', score, attempt);
  assert.equal((await scene.failure('scoreWinner', score, 4)).nonRetryable, true);
});

test('the store keeps the runtime’s description under the fingerprint that its records carry', async () => {
  const scene = await Scene.open();
  await scene.perform('trainSegment', request);
  const { fingerprint } = await scene.record(place);
  assert.deepEqual(await getJson<RuntimeIdentity>(scene.store.objects, fingerprint), calculatedIdentity);
});

test('a trainer whose runtime differs from what its worker said publishes nothing', async () => {
  const scene = await Scene.open();
  const identity = scene.trainer.identity.bind(scene.trainer);
  scene.trainer.identity = async (threads) => ({ ...(await identity(threads)), tensorflow: 'another' });
  const failure = await scene.failure('trainSegment', request);
  assert.deepEqual([failure.type, failure.nonRetryable], ['EAGAN_TRAINER_DIFFERS', true]);
  assert.deepEqual(await scene.store.ledger.entries(run), []);
});

test('an attempt that a newer one has overtaken publishes nothing', async () => {
  const gate = closedGate();
  const scene = await Scene.open((_, time) => (time === 1 ? gate.opened : undefined));
  const late = scene.begin('trainSegment', request, 1);
  await eventually('the first attempt has begun', () => scene.asked(place) === 1);
  const newer = await (await scene.anotherWorker(() => fail('EAGAN_TRAINER_KILLED'))).failure('trainSegment', request);
  assert.equal(newer.type, 'EAGAN_TRAINER_KILLED');
  gate.open();
  await assert.rejects(late.outcome, { type: 'EAGAN_SUPERSEDED' });
  assert.deepEqual(await scene.store.ledger.entries(run), []);
});

test('claims and recovery points of a lost attempt are removed when its record is found', async () => {
  const scene = await Scene.open();
  await scene.perform('trainSegment', request);
  const fence = { epoch: 1, workflowRunId: 'workflow-of-epoch-1', activityId: place, attempt: 1 };
  const circumstances = { host: 'gone', startedAt: '', fingerprint: 'f'.repeat(64) };
  const claim = await scene.store.claims.take(run, key, fence, circumstances);
  const points = scene.store.recovery.checkpoints(key, claim.id);
  await scene.store.recovery.write(key, claim.id, 1, await points.write(null, new Map()), null);
  await scene.perform('trainSegment', request, 2);
  assert.deepEqual(await scene.store.claims.attempts(run, key), []);
  assert.equal(await scene.store.recovery.latest(key, claim.id), null);
  assert.equal(scene.asked(place), 1);
});

test('a step to redo is found only if it was entered since the epoch that redoes it', async () => {
  const scene = await Scene.open();
  await scene.perform('trainSegment', request);
  await scene.own(2);
  const again = requestOf(request.step, 2, { sinceEpoch: 2 });
  await scene.perform('trainSegment', again);
  await scene.perform('trainSegment', again);
  await scene.own(3);
  await scene.perform('trainSegment', requestOf(request.step, 3, { sinceEpoch: 2 }));
  assert.equal(scene.asked(place), 2);
  assert.deepEqual(
    (await scene.store.ledger.entries(run)).map(({ epoch }) => epoch),
    [1, 2],
  );
});
