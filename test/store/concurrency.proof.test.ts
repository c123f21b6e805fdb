// Several real processes use one store: exactly one is first, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { openStore } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { child } from './support.js';

const names = ['a', 'b', 'c', 'd'];

test('processes that open a store at once all see the same id', async () => {
  const folder = temporaryFolder();
  const ids = await Promise.all(names.map((name) => child('id', join(folder, 'store'), name, '1')));
  assert.equal(new Set(ids.flat()).size, 1);
  assert.match(ids[0]![0]!, /^[0-9a-f]{8}$/);
});

test('compare-and-swap by four processes loses no increment', async () => {
  const folder = temporaryFolder();
  await Promise.all(names.map((name) => child('increment', folder, name, '20')));
  const store = await openStore(folder);
  assert.deepEqual(await store.refs.get('counter'), { version: 80, value: 80 });
});

test('four processes that put a record all get the first one', async () => {
  const folder = temporaryFolder();
  const hosts = await Promise.all(names.map((name) => child('record', folder, name, '1')));
  assert.equal(new Set(hosts.flat()).size, 1);
});

test('four processes that append to one ledger write every line once, with a whole chain and no unfinished file', async () => {
  const folder = temporaryFolder();
  await Promise.all(names.map((name) => child('ledger', folder, name, '15')));
  const lines = await (await openStore(folder)).ledger.entries('run');
  assert.equal(lines.length, 60);
  assert.equal(new Set(lines.map(({ place }) => place)).size, 60);
  assert.deepEqual(
    (await readdir(join(folder, 'ledger', 'run'))).filter((name) => name.startsWith('.')),
    [],
  );
});
