// Claims: only the newest attempt at a step may publish, in spite of torn files, removals and numbers that restart.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fence } from '../../domain/steps/attempt.js';
import { openStore, type Claim, type Store } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const key = 'k'.repeat(64);
const circumstances = { host: 'h', startedAt: '2024-01-01', fingerprint: 'f'.repeat(64) };
const fence = (attempt: number, epoch = 1): Fence => ({ epoch, workflowRunId: 'w', activityId: 'a', attempt });
const take = (store: Store, attempt: number, run = 'run'): Promise<Claim> =>
  store.claims.take(run, key, fence(attempt), circumstances);
const superseded = { code: 'EAGAN_SUPERSEDED' };
const end = { at: '2024-01-02', code: 'EAGAN_DISK_FULL', message: 'no room', iteration: 7 } as const;

test('a newer attempt takes the step from an older one and knows how the older one ended', async () => {
  const store = await openStore(temporaryFolder());
  const first = await take(store, 1);
  assert.equal(await store.claims.isHeld('run', key, first.id), true);
  await first.end(end);
  const second = await take(store, 2);
  const known = { ...fence(1), id: first.id.split('/').at(-1), host: 'h', startedAt: '2024-01-01' };
  assert.deepEqual(second.before, [{ ...known, end }]);
  assert.equal(await store.claims.isHeld('run', key, first.id), false);
  await assert.rejects(first.assertHeld(), superseded);
  await second.assertHeld();
  await assert.rejects(take(store, 1), superseded);
});

test('a step of a run that another epoch owns cannot be taken', async () => {
  const store = await openStore(temporaryFolder());
  await store.refs.compareAndSwap('runs/run/owner', 0, { schemaVersion: 1, epoch: 2, at: 'now' });
  await assert.rejects(take(store, 1), superseded);
  await (await store.claims.take('run', key, fence(1, 2), circumstances)).assertHeld();
});

test('the end of a superseded attempt is not recorded', async () => {
  const store = await openStore(temporaryFolder());
  const first = await take(store, 1);
  await take(store, 2);
  await first.end(end);
  assert.deepEqual(
    (await store.claims.attempts('run', key)).map((attempt) => attempt.end),
    [null, null],
  );
});

test('ten attempts that take a step at once have different numbers, and the last one holds it', async () => {
  const store = await openStore(temporaryFolder());
  const attempts = Array.from({ length: 10 }, (_, index) => ({ ...fence(1), workflowRunId: `w${index}` }));
  const claims = await Promise.all(attempts.map((each) => store.claims.take('run', key, each, circumstances)));
  assert.equal(new Set(claims.map(({ id }) => id)).size, 10);
  const held = await Promise.all(claims.map(({ id }) => store.claims.isHeld('run', key, id)));
  assert.equal(held.filter(Boolean).length, 1);
  assert.equal((await store.claims.attempts('run', key)).length, 10);
});

test('when a step is published its claims are removed, and a late attempt is refused', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  const first = await take(store, 1);
  const second = await take(store, 2);
  await second.end(end);
  await second.release();
  assert.deepEqual(await readdir(join(folder, 'claims', 'run')), []);
  await assert.rejects(first.assertHeld(), superseded);
  await first.end(end);
  assert.deepEqual(await readdir(join(folder, 'claims', 'run')), []);
});

test('numbers restart after a release, and an old attempt with the same number holds nothing', async () => {
  const store = await openStore(temporaryFolder());
  const first = await take(store, 1);
  await (await take(store, 2)).release();
  const again = await take(store, 3);
  assert.deepEqual(again.before, []);
  await again.assertHeld();
  await assert.rejects(first.assertHeld(), superseded);
  await first.end(end);
  assert.equal((await store.claims.attempts('run', key))[0]?.end, null);
});

test('a release keeps the claim of an attempt that began meanwhile', async () => {
  const store = await openStore(temporaryFolder());
  const first = await take(store, 1);
  const second = await take(store, 2);
  await first.release();
  await second.assertHeld();
  assert.equal((await store.claims.attempts('run', key)).length, 1);
});

test('an attempt that begins in the middle of a release holds the step afterwards', async () => {
  const store = await openStore(temporaryFolder());
  for (let round = 1; round <= 100; round++) {
    const first = await take(store, 2 * round);
    const [second] = await Promise.all([take(store, 2 * round + 1), first.release()]);
    await second.assertHeld();
    await second.release();
  }
});

test('attempts can be read while they are removed', async () => {
  const store = await openStore(temporaryFolder());
  for (let round = 0; round < 50; round++) {
    const claims = [await take(store, 1), await take(store, 2)];
    const [read] = await Promise.all([store.claims.attempts('run', key), claims[1]!.release()]);
    assert.ok(read.length <= 2);
  }
});

test('two runs with the same step do not disturb each other', async () => {
  const store = await openStore(temporaryFolder());
  const [one, two] = [await take(store, 1, 'one'), await take(store, 1, 'two')];
  assert.notEqual(one.id, two.id);
  await one.assertHeld();
  await one.release();
  await two.assertHeld();
});

test('numbers continue after 9,999', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await take(store, 1);
  const own = join(folder, 'claims', 'run', key);
  const text = await readFile(join(own, '0001.json'));
  for (const number of ['9999', '10000']) await writeFile(join(own, `${number}.json`), text);
  const claim = await take(store, 2);
  assert.match(claim.id, /\/10001-[0-9a-f]{8}$/);
  assert.equal(claim.before.length, 3);
  await claim.assertHeld();
  await claim.release();
  assert.deepEqual(await readdir(join(folder, 'claims', 'run')), []);
});

for (const [what, bytes] of [
  ['half a file', '{"epoch":1,"wor'],
  ['zeros', '\0\0\0\0'],
  ['an empty file', ''],
  ['JSON that is no attempt', '[]'],
] as const) {
  test(`an attempt of which ${what} is left counts only as a number`, async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    const first = await take(store, 1);
    const path = join(folder, 'claims', 'run', key, '0002.json');
    await writeFile(path, bytes);
    await assert.rejects(first.assertHeld(), superseded);
    const third = await take(store, 2);
    assert.equal(third.before.length, 1);
    await third.assertHeld();
  });
}
