// A full disk under an activity: the activity waits, reports it, and continues in the same attempt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import type { Store } from '../../store/types.js';
import { eventually } from '../support/processes.js';
import { requestOf, run, Scene, segment } from './support/scene.js';

const request = requestOf(segment());
const full = (): never => {
  throw new EaganError('EAGAN_DISK_FULL', 'no room', 'Free some space.');
};

/** Makes a part of the store refuse its first calls. */
const refusals: Record<string, (store: Store, refuse: () => void) => void> = {
  claim: ({ claims }, refuse) => wrap(claims, 'take', refuse),
  record: ({ records }, refuse) => wrap(records, 'put', refuse),
  'line of the ledger': ({ ledger }, refuse) => wrap(ledger, 'append', refuse),
};

function wrap<Name extends string>(
  part: { [name in Name]: (...args: never[]) => Promise<unknown> },
  name: Name,
  refuse: () => void,
): void {
  const original = part[name];
  part[name] = async (...args) => {
    refuse();
    return original(...args);
  };
}

for (const [what, install] of Object.entries(refusals)) {
  test(`if there is no room for the ${what}, the attempt waits and then continues`, async () => {
    const scene = await Scene.open();
    let refused = 0;
    install(scene.store, () => void (refused++ < 2 && full()));
    const attempted = scene.begin('trainSegment', request);
    await attempted.outcome;
    assert.ok(attempted.beats.some((beat) => (beat as { waiting?: unknown }).waiting === 'disk'));
    assert.equal((await scene.told('waited')).length, 1);
    assert.deepEqual([scene.asked(request.step.place), (await scene.store.ledger.entries(run)).length], [1, 1]);
  });
}

test('a trainer that reports a full disk is asked again in the same attempt', async () => {
  const scene = await Scene.open((_, time) => void (time === 1 && full()));
  await scene.perform('trainSegment', request);
  assert.equal(scene.asked(request.step.place), 2);
  assert.equal((await scene.record(request.step.place)).circumstances.attempts, undefined);
});

test('a trainer that waits for room does not fail either, and the journal says for how long it waited', async () => {
  const scene = await Scene.open(async (_place, _time, _signal, { options }) => {
    const progress = { done: 1, total: 2, unit: 'iterations' } as const;
    options.onProgress({ ...progress, waitingFor: 'disk' });
    options.onProgress({ ...progress, waitingFor: 'disk' });
    options.onProgress(progress);
  });
  await scene.perform('trainSegment', request);
  assert.equal((await scene.told('waited')).length, 1);
});

test('a run waits until its end can be written', async () => {
  const scene = await Scene.open();
  let refused = 0;
  wrap(scene.store.refs, 'compareAndSwap', () => void (refused++ < 2 && full()));
  const { beats, outcome } = scene.finish({ status: 'cancelled' });
  assert.deepEqual(await outcome, { resultDigest: null });
  assert.ok(beats.some((beat) => (beat as { waiting?: unknown }).waiting === 'disk'));
});

test('an attempt that waits for room and is asked to stop hands its step back', async () => {
  const scene = await Scene.open(full);
  const attempted = scene.begin('trainSegment', request);
  await eventually('it waits', () =>
    attempted.beats.some((beat) => (beat as { waiting?: unknown }).waiting === 'disk'),
  );
  attempted.cancel(true);
  await assert.rejects(attempted.outcome, { name: 'CancelledFailure', message: /waited for space on the disk/ });
});
