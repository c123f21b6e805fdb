// Recovery points: each attempt has its own, a newer attempt continues from the newest, junk is skipped, and a finished
// step keeps none.
import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore, type Store } from '../../store/index.js';
import type { TensorData } from '../../store/types.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const [run, runtime] = ['run', '0123456789abcdef'];
const attempt = (number: number, of = `${run}/${runtime}`): string =>
  `${of}/${String(number).padStart(4, '0')}-0a1b2c3d`;
const tensors = (value: number): Map<string, TensorData> =>
  new Map([['searched/weights/w', { shape: [1], data: Float32Array.of(value) }]]);

async function write(store: Store, by: string, iteration: number): Promise<void> {
  const checkpoint = await store.recovery.checkpoints('key', by).write({ iteration }, tensors(iteration));
  await store.recovery.write('key', by, iteration, checkpoint, { losses: [iteration] });
}
const latest = async (store: Store, by: string): Promise<readonly unknown[] | null> => {
  const point = await store.recovery.latest('key', by);
  return point && [point.attempt, point.iteration];
};
const attemptsIn = (folder: string): Promise<string[]> => readdir(join(folder, 'recovery', 'key', run, runtime));

test('an attempt continues from the newest point of earlier attempts', async () => {
  const store = await openStore(temporaryFolder());
  for (const [number, iteration] of [[1, 10], [2, 30], [3, 20]] as const) await write(store, attempt(number), iteration); // prettier-ignore
  assert.deepEqual(await latest(store, attempt(4)), [attempt(2), 30]);
  const point = await store.recovery.latest('key', attempt(4));
  const { meta } = await store.recovery.checkpoints('key', point!.attempt).read(point!.checkpoint);
  assert.deepEqual([meta, point!.extra], [{ iteration: 30 }, { losses: [30] }]);
});

for (const [what, other] of [
  ['of another run', `other/${runtime}`],
  ['on another runtime', `${run}/fedcba9876543210`],
] as const) {
  test(`an attempt does not continue from a point ${what}, which could give other bits`, async () => {
    const store = await openStore(temporaryFolder());
    await write(store, attempt(1, other), 10);
    assert.equal(await latest(store, attempt(2)), null);
    assert.deepEqual(await latest(store, attempt(2, other)), [attempt(1, other), 10]);
  });
}

test('points of older attempts are removed once a newer attempt has two of its own, and points of newer ones never', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  for (const number of [1, 2, 9]) await write(store, attempt(number), number);
  await write(store, attempt(3), 10);
  assert.equal((await attemptsIn(folder)).length, 4, 'its only point may be damaged');
  await write(store, attempt(3), 20);
  assert.deepEqual(
    await attemptsIn(folder),
    [attempt(3), attempt(9)].map((each) => each.split('/')[2]),
  );
});

test('attempt 10,000 is newer than attempt 9,999', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await write(store, attempt(9999), 10);
  for (const iteration of [10, 20]) await write(store, attempt(10_000), iteration);
  assert.deepEqual(await latest(store, attempt(10_001)), [attempt(10_000), 20]);
  assert.equal((await attemptsIn(folder)).length, 1);
});

test('a run that removes its points keeps those of other runs', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  const other = attempt(1, `other/${runtime}`);
  await write(store, attempt(1), 10);
  await write(store, other, 5);
  await store.recovery.clear('key', run);
  assert.equal(await latest(store, attempt(2)), null);
  assert.deepEqual(await latest(store, other), [other, 5]);
  await store.recovery.clear('key', 'other');
  assert.deepEqual(await readdir(join(folder, 'recovery')), []);
});

const junk: Record<string, (own: string) => Promise<unknown>> = {
  'half a point': (own) => writeFile(join(own, 'points', '000000000030.json'), '{"iterat'),
  'JSON that is no point': (own) => writeFile(join(own, 'points', '000000000030.json'), 'null'),
  'a point without a checkpoint': (own) => writeFile(join(own, 'points', '000000000030.json'), '{"iteration":30}'),
  'a folder in place of a point': (own) => mkdir(join(own, 'points', '000000000030.json')),
  'a file of another kind': (own) => writeFile(join(own, 'points', 'zz'), ''),
  'a file in place of an attempt': (own) => writeFile(join(own, '..', '0009-00000000'), ''),
};
for (const [what, put] of Object.entries(junk)) {
  test(`${what} among the points is skipped`, async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    await write(store, attempt(1), 10);
    await put(join(folder, 'recovery', 'key', attempt(1)));
    assert.deepEqual(await latest(store, attempt(2)), [attempt(1), 10]);
    await write(store, attempt(2), 20);
    await write(store, attempt(2), 40);
    assert.deepEqual(await latest(store, attempt(3)), [attempt(2), 40]);
  });
}

test('a point whose checkpoint is no checkpoint is skipped', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await write(store, attempt(1), 10);
  const one = attempt(1);
  for (const [iteration, bytes] of [
    [20, 'null'],
    [30, 'no JSON'],
  ] as const) {
    // prettier-ignore
    const scratch = await openStore(temporaryFolder());
    const digest = await scratch.objects.put(Buffer.from(bytes));
    const place = join(folder, 'recovery', 'key', one, 'objects', digest.slice(0, 2));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, digest.slice(2)), bytes);
    await writeFile(
      join(folder, 'recovery', 'key', one, 'points', `${String(iteration).padStart(12, '0')}.json`),
      JSON.stringify({ iteration, checkpoint: digest, extra: null }),
    );
  }
  assert.deepEqual(await latest(store, attempt(2)), [one, 10]);
});

test('if a point lost an object, the point before it is used', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  for (const iteration of [10, 20]) await write(store, attempt(1), iteration);
  const point = await store.recovery.latest('key', attempt(1));
  const { checkpoint } = point!;
  await rm(join(folder, 'recovery', 'key', attempt(1), 'objects', checkpoint.slice(0, 2), checkpoint.slice(2)));
  assert.deepEqual(await latest(store, attempt(2)), [attempt(1), 10]);
});

test('a point does not write again what the store already has, and is not whole if the store loses that', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  const large = (value: number): TensorData => ({ shape: [300_000], data: new Float32Array(300_000).fill(value) });
  const input = new Map([
    ['searched/weights/a.w', large(1)],
    ['searched/weights/b.w', large(2)],
  ]);
  await store.checkpoints.write({ iteration: 0 }, input);
  const later = new Map([...input, ['searched/weights/b.w', large(3)]] as const);
  const checkpoint = await store.recovery.checkpoints('key', attempt(1)).write({ iteration: 5 }, later);
  await store.recovery.write('key', attempt(1), 5, checkpoint, null);
  const written = await readdir(join(folder, 'recovery'), { recursive: true, withFileTypes: true });
  assert.equal(
    written.filter((entry) => entry.isFile()).length,
    3,
    'the point, its manifest, the one pack that changed',
  );
  assert.deepEqual((await store.recovery.checkpoints('key', attempt(1)).read(checkpoint)).tensors, later);
  assert.deepEqual(await latest(store, attempt(2)), [attempt(1), 5]);
  await rm(join(folder, 'objects'), { recursive: true });
  assert.equal(await latest(store, attempt(2)), null);
});
