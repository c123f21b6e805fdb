// The cache folder: entries are whole or absent, and damage is found.
import assert from 'node:assert/strict';
import { readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheFolder, makeEntry, readEntry } from '../../scripts/cache.mjs';
import { temporaryFolder } from '../support/temporary-folder.js';

async function twoFiles(partial: string): Promise<Record<string, string>> {
  writeFileSync(join(partial, 'library'), 'machine code');
  writeFileSync(join(partial, 'header'), 'words');
  return { version: '1' };
}

test('the cache folder is EAGAN_CACHE, else below XDG_CACHE_HOME, else below the home folder', () => {
  assert.equal(cacheFolder({ EAGAN_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }), '/a');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: '/c' }), '/b/eagan');
  assert.equal(cacheFolder({ HOME: '/c' }), '/c/.cache/eagan');
});

test('a finished entry is found again with its facts', async () => {
  const folder = join(temporaryFolder(), 'tool-1');
  await makeEntry(folder, twoFiles);
  const entry = await readEntry(folder, { verify: true });
  assert.equal(entry.state, 'ready');
  assert.deepEqual(entry.state === 'ready' && entry.marker.facts, { version: '1' });
});

test('a failed build leaves no entry and no other files', async () => {
  const parent = temporaryFolder();
  await assert.rejects(
    makeEntry(join(parent, 'tool-1'), async (partial) => {
      await twoFiles(partial);
      throw new Error('no space');
    }),
    /no space/,
  );
  assert.deepEqual(readdirSync(parent), []);
});

test('a folder without a marker is no entry', async () => {
  const folder = join(temporaryFolder(), 'tool-1');
  await makeEntry(folder, twoFiles);
  rmSync(join(folder, 'entry.json'));
  assert.equal((await readEntry(folder)).state, 'absent');
});

test('a truncated file is detected by its size', async () => {
  const folder = join(temporaryFolder(), 'tool-1');
  await makeEntry(folder, twoFiles);
  truncateSync(join(folder, 'library'), 3);
  const entry = await readEntry(folder);
  assert.equal(entry.state, 'corrupt');
  assert.match(entry.state === 'corrupt' ? entry.reason : '', /library has 3 bytes instead of 12/);
});

test('a file with other bytes is detected by its SHA-256: immediately if its time changed, otherwise by verify', async () => {
  const folder = join(temporaryFolder(), 'tool-1');
  const { marker } = await makeEntry(folder, twoFiles);
  const made = marker.files.find((file) => file.path === 'library')!.mtimeMs / 1000;
  writeFileSync(join(folder, 'library'), 'machine c0de');
  // A kernel's clock ticks every few milliseconds, so a file that is written again so soon may keep its time.
  utimesSync(join(folder, 'library'), made + 5, made + 5);
  assert.equal((await readEntry(folder)).state, 'corrupt');
  utimesSync(join(folder, 'library'), made, made);
  assert.equal((await readEntry(folder)).state, 'ready');
  assert.equal((await readEntry(folder, { verify: true })).state, 'corrupt');
});

test('a copied entry, with other times and the same bytes, is still valid', async () => {
  const folder = join(temporaryFolder(), 'tool-1');
  await makeEntry(folder, twoFiles);
  utimesSync(join(folder, 'library'), 1, 1);
  assert.equal((await readEntry(folder)).state, 'ready');
});
