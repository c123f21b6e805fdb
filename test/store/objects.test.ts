// Objects: same bytes, same name; damage is found, named and set aside.
import assert from 'node:assert/strict';
import * as nodeFiles from 'node:fs/promises';
import { readdir, readFile, rename, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestBytes } from '../../domain/digest.js';
import { createFileLayer, openStore } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const bytes = Buffer.from('some bytes');
const pathOf = (folder: string, digest: string): string => join(folder, 'objects', digest.slice(0, 2), digest.slice(2));

test('an object is found under the digest that the domain computes', async () => {
  const { objects } = await openStore(temporaryFolder());
  const digest = await objects.put(bytes);
  assert.equal(digest, digestBytes(bytes));
  assert.deepEqual(Buffer.from(await objects.get(digest)), bytes);
  assert.equal(await objects.has(digest), true);
});

test('an absent object is named', async () => {
  const { objects } = await openStore(temporaryFolder());
  const digest = digestBytes(bytes);
  assert.equal(await objects.has(digest), false);
  await assert.rejects(objects.get(digest), {
    code: 'EAGAN_OBJECT_MISSING',
    object: digest,
    message: new RegExp(digest),
  });
});

test('a damaged object is named, moved to quarantine, and can be put anew', async () => {
  const folder = temporaryFolder();
  const { objects } = await openStore(folder);
  const digest = await objects.put(bytes);
  await writeFile(pathOf(folder, digest), 'same size!');
  await assert.rejects(objects.get(digest), {
    code: 'EAGAN_OBJECT_CORRUPT',
    object: digest,
    message: new RegExp(digest),
  });
  assert.deepEqual(await readdir(join(folder, 'quarantine')), [`object-${digest}`]);
  await assert.rejects(objects.get(digest), { code: 'EAGAN_OBJECT_MISSING' });
  await objects.put(bytes);
  assert.deepEqual(Buffer.from(await objects.get(digest)), bytes);
});

test('putting the bytes of a cut-off object heals it', async () => {
  const folder = temporaryFolder();
  const { objects } = await openStore(folder);
  const digest = await objects.put(bytes);
  await truncate(pathOf(folder, digest), 3);
  await objects.put(bytes);
  assert.deepEqual(await readFile(pathOf(folder, digest)), bytes);
});

test('a name that is no digest never becomes a path', async () => {
  const { objects } = await openStore(temporaryFolder());
  await assert.rejects(objects.get('../../store.json'), { code: 'EAGAN_OBJECT_CORRUPT' });
});

test('putting an object that lies there for an hour makes it young again, so that gc spares it', async () => {
  const folder = temporaryFolder();
  const { objects } = await openStore(folder);
  const digest = await objects.put(bytes);
  const ageAfterPut = async (age: number): Promise<number> => {
    const then = new Date(Date.now() - age);
    await utimes(pathOf(folder, digest), then, then);
    await objects.put(bytes);
    return Math.round((Date.now() - (await stat(pathOf(folder, digest))).mtimeMs) / 60_000);
  };
  assert.equal(await ageAfterPut(2 * 3_600_000), 0);
  assert.equal(await ageAfterPut(30 * 60_000), 30, 'younger ones are not touched each time');
});

test('an object that was healed since its damage was read does not go to the quarantine', async () => {
  const folder = temporaryFolder();
  const healer = await openStore(folder);
  const digest = await healer.objects.put(bytes);
  await writeFile(pathOf(folder, digest), 'same size!');
  const io = {
    ...nodeFiles,
    rename: async (from: string, to: string) => {
      if (from !== pathOf(folder, digest)) return rename(from, to);
      await nodeFiles.unlink(from);
      await healer.objects.put(bytes);
      return rename(from, to);
    },
  };
  const { objects } = await openStore(folder, { files: createFileLayer({ io: io as typeof nodeFiles }) });
  await assert.rejects(objects.get(digest), { code: 'EAGAN_OBJECT_CORRUPT' });
  assert.deepEqual(Buffer.from(await objects.get(digest)), bytes);
  assert.deepEqual(await readdir(join(folder, 'quarantine')), []);
});
