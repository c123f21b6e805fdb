// Attempts in the ledger: each is told exactly once, by itself or by its successor, wherever a worker was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import { stepKey } from '../../domain/steps/step.js';
import type { Store } from '../../store/types.js';
import { calculatedIdentity } from '../support/calculated-trainer.js';
import { sketchStep } from '../support/steps.js';
import { requestOf, run, Scene, segment } from './support/scene.js';

const request = requestOf(segment());
const { place } = request.step;
const key = stepKey(request.step);
const killed = (): never => {
  throw new EaganError('EAGAN_TRAINER_KILLED', 'ended by SIGKILL', 'a cure');
};
const outcomes = async (scene: Scene): Promise<unknown[]> =>
  (await scene.told('attempt')).map(({ number, epoch, outcome, recordedBy }) =>
    [number, epoch, outcome, recordedBy].filter((part) => part !== undefined),
  );

test('failed, interrupted and finished attempts are told in order, with what their workers heard', async () => {
  const scene = await Scene.open((_place, time, _signal, { options }) => {
    options.onPlace?.({ slot: 2, device: 'cpu', usage: () => ({ cpuMs: 10 * time, peakMemoryBytes: 2 ** 20 }) });
    options.onProgress({ done: 40, total: 100, unit: 'iterations' });
    if (time === 1) killed();
  });
  await scene.failure('trainSegment', request, 1);
  await scene.perform('trainSegment', request, 2);
  const [failed, finished, ...more] = await scene.told('attempt');
  assert.deepEqual(more, []);
  assert.deepEqual(
    [failed!.number, failed!.outcome, failed!.code, failed!.message, failed!.cpuMs],
    [1, 'failed', 'EAGAN_TRAINER_KILLED', 'ended by SIGKILL', 10],
  );
  const { number, outcome, slot, device, host, cpuMs, peakMemoryBytes, fromIteration, toIteration } = finished!;
  assert.deepEqual([number, outcome, slot, device, host], [2, 'finished', 2, 'cpu', 'here']);
  assert.deepEqual([cpuMs, peakMemoryBytes, fromIteration, toIteration], [20, 2 ** 20, 0, 40]);
  assert.equal(finished!.worker, String(process.pid));
  assert.ok(finished!.takenAt <= finished!.computingSince! && finished!.computingSince! <= finished!.endedAt!);
  const lines = (await scene.store.ledger.lines(run)).map(({ kind }) => kind);
  assert.deepEqual(lines, ['attempt', 'recovered', 'attempt', 'step'], 'the attempt comes before its step');
});

test('the numbers of attempts go on over epochs, and when a step is repeated', async () => {
  const scene = await Scene.open();
  await scene.perform('trainSegment', request);
  await scene.own(2);
  await scene.perform('trainSegment', requestOf(request.step, 2, { sinceEpoch: 2 }));
  assert.deepEqual(await outcomes(scene), [
    [1, 1, 'finished'],
    [2, 2, 'finished'],
  ]);
});

/** What the store does until a worker is lost: after that many writes of any kind, nothing more. */
function mortal(store: Store, writes: number): Store {
  let left = writes;
  const limited = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const found = Reflect.get(target, name) as unknown;
        if (typeof found !== 'function') return found;
        return async (...given: unknown[]): Promise<unknown> => {
          const changes = ['put', 'supersede', 'append', 'tell', 'take', 'end', 'release', 'clear'];
          if (changes.includes(String(name)) && left-- <= 0) throw new Error('the worker is lost');
          const result: unknown = await (found as (...given: unknown[]) => unknown).apply(target, given);
          return name === 'take' ? limited(result as object) : result;
        };
      },
    });
  const { records, ledger, claims, recovery } = store;
  const parts = { records: limited(records), ledger: limited(ledger), claims: limited(claims) };
  return { ...store, ...parts, recovery: limited(recovery) };
}

for (let writes = 0; writes <= 8; writes++) {
  for (const epoch of [1, 2]) {
    test(`a worker that is lost after ${writes} writes leaves one line of its attempt, by epoch ${epoch}`, async () => {
      const scene = await Scene.open();
      const lost = await scene.anotherWorker(undefined, mortal(scene.store, writes));
      await lost.perform('trainSegment', request, 1).catch(() => undefined);
      if (epoch === 2) await scene.own(2);
      await scene.perform('trainSegment', requestOf(request.step, epoch), 2);
      const told = await scene.told('attempt');
      assert.deepEqual(
        told.map(({ number }) => number),
        told.map((_, index) => index + 1),
      );
      assert.equal(told.filter((each) => each.outcome === 'finished').length, 1);
      assert.equal(new Set(told.map(({ claim }) => claim)).size, told.length);
      const isTaken = writes > 0;
      const isPublished = scene.asked(place) === 0;
      assert.equal(told.length, isTaken && !isPublished ? 2 : 1, 'the lost one and the one that finished');
      assert.equal((await scene.store.ledger.entries(run)).length, 1);
      assert.deepEqual(await scene.store.claims.attempts(run, key), []);
    });
  }
}

test('a lost attempt is told by its successor with its last recovery point, in its own epoch', async () => {
  const scene = await Scene.open();
  const fence = { epoch: 1, workflowRunId: 'workflow-of-epoch-1', activityId: place, attempt: 1 };
  const fingerprint = await fingerprintOf(scene);
  const claim = await scene.store.claims.take(run, key, fence, { host: 'gone', startedAt: 'then', fingerprint });
  const points = scene.store.recovery.checkpoints(key, claim.id);
  await scene.store.recovery.write(key, claim.id, 70, await points.write(null, new Map()), null);
  await scene.own(2);
  await scene.perform('trainSegment', requestOf(request.step, 2), 1);
  const lost = (await scene.told('attempt')).find((each) => each.key === key);
  assert.deepEqual(
    [lost!.outcome, lost!.host, lost!.takenAt, lost!.endedAt, lost!.toIteration, lost!.epoch],
    ['lost', 'gone', 'then', null, 70, 1],
  );
});

/** The fingerprint under which the scene's trainer works. */
async function fingerprintOf(scene: Scene): Promise<string> {
  const other = requestOf(segment(9));
  await scene.perform('trainSegment', other);
  return (await scene.record(other.step.place)).fingerprint;
}

test('a pure step tells of an attempt only if it fails', async () => {
  const scene = await Scene.open();
  const inputs = { evaluations: 'd'.repeat(64) };
  const select = requestOf(sketchStep('select', 'generator/gen-000/select', inputs, {}));
  await scene.failure('selectGeneration', select as never, 1);
  assert.equal((await scene.told('attempt')).length, 1);
  const [failed] = await scene.told('attempt');
  assert.deepEqual([failed!.outcome, failed!.number, failed!.place], ['failed', 1, 'generator/gen-000/select']);
});

test('an attempt of an older epoch is told although a newer owner has begun, and its step is refused', async () => {
  const scene = await Scene.open();
  await scene.own(2);
  await scene.store.ledger.tell(run, 2, { kind: 'started', from: null });
  const attempt = { kind: 'attempt', place, key, claim: 'c', host: 'h', takenAt: '', endedAt: '' } as const;
  await scene.store.ledger.tell(run, 1, { ...attempt, outcome: 'interrupted' });
  await scene.store.ledger.tell(run, 1, { ...attempt, outcome: 'failed' });
  assert.deepEqual(await outcomes(scene), [[1, 1, 'interrupted']], 'the first report stands');
  const entry = { place, key, fingerprint: calculatedIdentity.hardware, at: 'now' };
  await assert.rejects(scene.store.ledger.append(run, 1, entry), { code: 'EAGAN_SUPERSEDED' });
  for (const event of [
    { kind: 'requested', request: 'pause' },
    { kind: 'ended', state: 'paused' },
  ] as const)
    await assert.rejects(scene.store.ledger.tell(run, 1, event), { code: 'EAGAN_SUPERSEDED' });
});
