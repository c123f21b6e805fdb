// The ledger: one order, one chain, one owner.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../store/index.js';
import { chainStart } from '../../domain/ledger/lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const entry = (place: string, key = 'k'): { place: string; key: string; fingerprint: string; at: string } => ({
  place,
  key,
  fingerprint: 'f',
  at: 'now',
});

test('each line has the digest of the line before it, and a step is entered once', async () => {
  const { ledger } = await openStore(temporaryFolder());
  assert.deepEqual(await ledger.entries('run'), []);
  for (const place of ['a', 'b', 'a', 'c']) await ledger.append('run', 1, entry(place));
  await ledger.append('run', 1, entry('a', 'another key'));
  const lines = await ledger.entries('run');
  assert.deepEqual(
    lines.map(({ place, sequence }) => `${sequence}${place}`),
    ['1a', '2b', '3c', '4a'],
  );
  assert.deepEqual(
    lines.map(({ previous }) => previous),
    [chainStart, ...lines.slice(0, -1).map(({ digest }) => digest)],
  );
});

test('a step whose record was damaged and made again is entered again, and only once', async () => {
  const { ledger } = await openStore(temporaryFolder());
  for (const record of ['1', '1', '2', '2'])
    await ledger.append('run', 1, { ...entry('a'), record: record.repeat(64) });
  await ledger.append('run', 1, entry('a'));
  const records = (await ledger.entries('run')).map(({ record }) => record?.[0]);
  assert.deepEqual(records, ['1', '2']);
});

test('an entered step is found by its place and key, even if another process entered it', async () => {
  const folder = temporaryFolder();
  const [one, two] = [await openStore(folder), await openStore(folder)];
  assert.equal(await one.ledger.find('run', entry('a')), null);
  await one.ledger.append('run', 1, entry('a'));
  await two.ledger.append('run', 1, entry('b', 'other'));
  assert.equal((await one.ledger.find('run', { place: 'b', key: 'other' }))?.sequence, 2);
  assert.equal(await one.ledger.find('run', { place: 'b', key: 'k' }), null);
  assert.equal(await one.ledger.find('another run', entry('a')), null);
});

test('a ledger sees what another process appends', async () => {
  const folder = temporaryFolder();
  const [one, two] = [await openStore(folder), await openStore(folder)];
  await one.ledger.append('run', 1, entry('a'));
  assert.equal((await two.ledger.entries('run')).length, 1);
  await one.ledger.append('run', 1, entry('b'));
  await two.ledger.append('run', 1, entry('c'));
  assert.deepEqual(
    (await one.ledger.entries('run')).map(({ place }) => place),
    ['a', 'b', 'c'],
  );
});

test('an older epoch is refused as soon as a newer owner is written or has appended', async () => {
  const { ledger, refs } = await openStore(temporaryFolder());
  await refs.compareAndSwap('runs/run/owner', 0, { epoch: 1 });
  await ledger.append('run', 1, entry('a'));
  await refs.compareAndSwap('runs/run/owner', 1, { epoch: 2 });
  await assert.rejects(ledger.append('run', 1, entry('b')), { code: 'EAGAN_SUPERSEDED' });
  await ledger.append('run', 3, entry('b'));
  await assert.rejects(ledger.append('run', 2, entry('c')), { code: 'EAGAN_SUPERSEDED' });
});

async function damage(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, 'ledger', 'run', name);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

test('a torn last line counts as not written, is moved aside, and the chain continues', async () => {
  const folder = temporaryFolder();
  const first = await openStore(folder);
  for (const place of ['a', 'b']) await first.ledger.append('run', 1, entry(place));
  await damage(folder, '00000002.json', (text) => text.slice(0, 20));
  const { ledger } = await openStore(folder);
  assert.deepEqual(
    (await ledger.entries('run')).map(({ place }) => place),
    ['a'],
  );
  await ledger.append('run', 1, entry('c'));
  assert.deepEqual(
    (await ledger.entries('run')).map(({ place }) => place),
    ['a', 'c'],
  );
  assert.deepEqual(await readdir(join(folder, 'quarantine')), ['ledger-run-2']);
});

for (const [what, name, change] of [
  ['an altered line', '00000002.json', (text: string) => text.replace('"place":"b"', '"place":"x"')],
  ['a torn line in the middle', '00000001.json', () => ''],
  ['two swapped lines', '00000001.json', (text: string) => text.replace('"sequence":1', '"sequence":2')],
] as const) {
  test(`${what} breaks the chain and is named`, async () => {
    const folder = temporaryFolder();
    const { ledger } = await openStore(folder);
    for (const place of ['a', 'b']) await ledger.append('run', 1, entry(place));
    await damage(folder, name, change);
    const reread = await openStore(folder);
    await assert.rejects(reread.ledger.entries('run'), { code: 'EAGAN_OBJECT_CORRUPT', message: new RegExp(name) });
  });
}
