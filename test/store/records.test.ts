// Refs, records, recovery points and the result digest.
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestJson } from '../../domain/digest.js';
import { resultDigest } from '../../domain/steps/step.js';
import { openStore, runResultDigest, type StoreOptions } from '../../store/index.js';
import { reachableRecords } from '../../store/result.js';
import type { Store, Tensors } from '../../store/types.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { record } from './support.js';

test('a ref goes from version to version, and only from the one that was read', async () => {
  const { refs } = await openStore(temporaryFolder());
  assert.equal(await refs.get('runs/x/owner'), null);
  assert.equal(await refs.compareAndSwap('runs/x/owner', 0, { epoch: 1 }), 1);
  assert.equal(await refs.compareAndSwap('runs/x/owner', 1, { epoch: 2 }), 2);
  for (const stale of [0, 1, 5]) {
    await assert.rejects(refs.compareAndSwap('runs/x/owner', stale, null), { code: 'EAGAN_REF_CONFLICT' });
  }
  assert.deepEqual(await refs.get('runs/x/owner'), { version: 2, value: { epoch: 2 } });
});

test('what is below a name is listed, sorted', async () => {
  const { refs } = await openStore(temporaryFolder());
  for (const name of ['runs/b/state', 'runs/a/state', 'other']) await refs.compareAndSwap(name, 0, 1);
  assert.deepEqual(await refs.below('runs'), ['a', 'b']);
  assert.deepEqual(await refs.below('runs/a'), ['state']);
  assert.deepEqual(await refs.below('none'), []);
  assert.equal(await refs.exists('runs/a/state'), true);
  assert.equal(await refs.exists('runs/a'), false);
});

for (const name of ['../outside', 'a//b', '', '/a', 'a/@1.json', 'a/..']) {
  test(`a ref cannot be named "${name}"`, async () => {
    const { refs } = await openStore(temporaryFolder());
    await assert.rejects(refs.get(name), { code: 'EAGAN_INTERNAL' });
  });
}

test('the second record of a step is the first one, circumstances and all', async () => {
  const { records } = await openStore(temporaryFolder());
  const first = record('place', {}, { out: 'x' }, { distance: 0.1 });
  assert.deepEqual(await records.put(first), first);
  const late = { ...first, circumstances: { ...first.circumstances, attempt: 2, host: 'other' } };
  assert.deepEqual(await records.put(late), first);
  assert.deepEqual(await records.find(first.key, first.fingerprint), first);
  assert.equal(await records.find(first.key, digestJson('another machine')), null);
});

for (const [what, change] of [
  ['outputs', { outputs: { out: 'y' } }],
  ['numbers', { numbers: { distance: 0.2 } }],
  ['status', { status: 'diverged' }],
] as const) {
  test(`a record with other ${what} under the same names is EAGAN_NOT_REPRODUCIBLE`, async () => {
    const { records } = await openStore(temporaryFolder());
    const first = record('place', {}, { out: 'x' }, { distance: 0.1 });
    await records.put(first);
    await assert.rejects(records.put({ ...first, ...change }), { code: 'EAGAN_NOT_REPRODUCIBLE', message: /place/ });
  });
}

test('a damaged record goes to quarantine and can be put anew', async () => {
  const folder = temporaryFolder();
  const { records } = await openStore(folder);
  const first = record('place', {}, {}, { distance: 1 });
  await records.put(first);
  const name = `${first.key}-${first.fingerprint}.json`;
  await writeFile(
    join(folder, 'records', first.key.slice(0, 2), name),
    JSON.stringify({ record: { ...first, numbers: { distance: 0 } } }),
  );
  assert.equal(await records.find(first.key, first.fingerprint), null);
  assert.deepEqual(await readdir(join(folder, 'quarantine')), [`record-${name}`]);
  assert.deepEqual(await records.put(first), first);
});

const state = (value: number): Tensors => new Map([['weights/w', { shape: [1], data: Float32Array.of(value) }]]);

test('the newest recovery point whose checkpoint is whole wins, until the step is finished', async () => {
  const { recovery } = await openStore(temporaryFolder());
  const checkpoints = recovery.checkpoints('key', 'a');
  assert.equal(await recovery.latest('key', 'a'), null);
  for (const iteration of [5, 10, 100]) {
    await recovery.write('key', 'a', iteration, await checkpoints.write(null, state(iteration)), { losses: [1] });
  }
  await recovery.write('key', 'a', 120, digestJson('never written'), null);
  const latest = await recovery.latest('key', 'a');
  assert.deepEqual([latest?.iteration, latest?.extra], [100, { losses: [1] }]);
  assert.deepEqual((await checkpoints.read(latest!.checkpoint)).tensors, state(100));
  await recovery.clear('key', 'a');
  assert.equal(await recovery.latest('key', 'a'), null);
  await recovery.write('key', 'a', 7, await checkpoints.write(null, state(7)), null);
  assert.equal((await recovery.latest('key', 'a'))?.iteration, 7);
});

test('recovery points take no more room than two checkpoints, however many are written, and none when the step is finished', async () => {
  const folder = temporaryFolder();
  const { recovery } = await openStore(folder);
  const files = async (): Promise<number> =>
    (await readdir(join(folder, 'recovery'), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    ).length;
  for (let iteration = 1; iteration <= 10; iteration++) {
    await recovery.write(
      'key',
      'a',
      iteration,
      await recovery.checkpoints('key', 'a').write(iteration, state(iteration)),
      null,
    );
  }
  assert.equal(await files(), 2 * 3, 'two points, each with a manifest and a pack');
  await recovery.clear('key', 'a');
  assert.equal(await files(), 0);
});

const data = record('dataset', {}, { dataset: 'D' });
const train = record('train', { dataset: 'D' }, { state: 'S' }, { loss: 2 });
const unused = record('evaluate', { state: 'S' }, { evaluation: 'E' });
const exported = record('export', { state: 'S', dataset: 'D' }, { weights: 'W' });

async function storeWith(
  folder: string,
  records: readonly ReturnType<typeof record>[],
  options?: StoreOptions,
): Promise<Store> {
  const store = await openStore(folder, options);
  for (const each of records) {
    await store.records.put(each);
    const { key, fingerprint } = each;
    await store.ledger.append('run', 1, { place: each.step.place, key, fingerprint, at: 'now' });
  }
  return store;
}

test('the result digest covers what the export rests on, in any order of arrival, and nothing else', async () => {
  const folder = temporaryFolder();
  const entries = [data, train, exported].map(({ step, key, outputs, numbers }) => ({
    place: step.place,
    key,
    outputs,
    numbers,
  }));
  const one = await storeWith(join(folder, 'one'), [data, train, unused, exported]);
  const two = await storeWith(join(folder, 'two'), [exported, train, data]);
  assert.equal(await runResultDigest(one, 'run', exported.key), resultDigest(entries));
  assert.equal(await runResultDigest(two, 'run', exported.key), resultDigest(entries));
});

test('an export without the maker of an input has no result digest', () => {
  assert.throws(() => reachableRecords([train, exported], exported.key), {
    code: 'EAGAN_OBJECT_MISSING',
    message: /dataset/,
  });
  assert.throws(() => reachableRecords([train], exported.key), { code: 'EAGAN_OBJECT_MISSING', message: /export/ });
});
