// The disk's reserve: bulk data may not use it, the lines of a run's state may use half of it, and removing is always
// allowed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFileLayer, hasRoom, openStore, type Store } from '../../store/index.js';
import { diskReserve, type DiskSpace } from '../../store/disk-space.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { record } from './support.js';

const mebibyte = 1024 * 1024;

for (const [what, sizeBytes, reserve] of [
  ['a small disk', 64 * mebibyte, 3.2],
  ['a disk of 5 GiB', 5120 * mebibyte, 256],
  ['a large disk', 1e13, 256],
  ['a disk that does not tell its size', 0, 0],
] as const) {
  test(`${what} keeps ${reserve} MiB free`, async () => {
    const { reserveBytes } = await diskReserve('/', async () => ({ freeBytes: 0, sizeBytes }));
    assert.equal(reserveBytes, Math.floor(reserve * mebibyte));
  });
}

test('this disk has room for a byte, and no room for a million times its free space', async () => {
  const folder = temporaryFolder();
  const { freeBytes } = await diskReserve(folder);
  assert.equal(await hasRoom(folder, 1), true);
  assert.equal(await hasRoom(folder, freeBytes * 1e6), false);
});

/** An existing store on a disk of 1,000 MiB (reserve: 50). The test sets how much is free. */
async function storeOn(disk: { freeMebibytes: number }): Promise<Store> {
  const folder = temporaryFolder();
  await openStore(folder);
  const space = async (): Promise<DiskSpace> => ({
    freeBytes: disk.freeMebibytes * mebibyte,
    sizeBytes: 1000 * mebibyte,
  });
  return openStore(folder, { files: createFileLayer({ space }) });
}

test('an object that would use the reserve is refused with both figures, and accepted when there is room again', async () => {
  const disk = { freeMebibytes: 52 };
  const store = await storeOn(disk);
  const bytes = Buffer.alloc(3 * mebibyte, 1);
  await assert.rejects(store.objects.put(bytes), {
    code: 'EAGAN_DISK_FULL',
    message: /\(3\.15 MB\) and a reserve of 52\.4 MB \(got 54\.5 MB free\)/,
    cure: /Free some/,
  });
  disk.freeMebibytes = 53;
  await store.objects.put(bytes);
});

const lines: Record<string, (store: Store) => Promise<unknown>> = {
  ref: (store) => store.refs.compareAndSwap('runs/x/state', 0, 1),
  record: (store) => store.records.put(record('place')),
  'ledger line': (store) => store.ledger.append('run', 1, { place: 'p', key: 'k', fingerprint: 'f', at: 'now' }),
  'told line': (store) => store.ledger.tell('run', 1, { kind: 'started', from: null }),
  claim: (store) =>
    store.claims.take(
      'run',
      'k',
      { epoch: 1, workflowRunId: 'w', activityId: 'a', attempt: 1 },
      { host: 'h', startedAt: 'now', fingerprint: 'f'.repeat(64) },
    ),
};
for (const [what, write] of Object.entries(lines)) {
  test(`a ${what} is written into the first half of the reserve, and not into the second`, async () => {
    await write(await storeOn({ freeMebibytes: 26 }));
    await assert.rejects(async () => write(await storeOn({ freeMebibytes: 25 })), { code: 'EAGAN_DISK_FULL' });
  });
}

test('a large ref counts as bulk data and may not use the reserve', async () => {
  const store = await storeOn({ freeMebibytes: 40 });
  await assert.rejects(store.refs.compareAndSwap('a', 0, 'x'.repeat(70_000)), { code: 'EAGAN_DISK_FULL' });
});

test('removing works on a full disk', async () => {
  const disk = { freeMebibytes: 1000 };
  const store = await storeOn(disk);
  await store.recovery.write('key', 'a', 1, 'd'.repeat(64), null);
  disk.freeMebibytes = 0;
  await store.recovery.clear('key', 'a');
  assert.equal(await store.recovery.latest('key', 'a'), null);
});

test('free space is measured again after 64 MiB', async () => {
  const disk = { freeMebibytes: 1000 };
  const store = await storeOn(disk);
  await store.objects.put(Buffer.alloc(63 * mebibyte, 1));
  disk.freeMebibytes = 52;
  await assert.rejects(store.objects.put(Buffer.alloc(4 * mebibyte, 2)), { code: 'EAGAN_DISK_FULL' });
});
