// Folders that people name appear whole or not at all, and nothing in them is lost.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeNewFolder } from '../../control/write-new-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function fill(folder: string): Promise<string> {
  await mkdir(join(folder, 'below'));
  await writeFile(join(folder, 'below', 'a'), 'new');
  await writeFile(join(folder, 'b'), 'new');
  return 'done';
}
const isThere = { code: 'EAGAN_FILE_EXISTS' };
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

test('a new folder and an empty one get all files, and nothing else is left beside them', async () => {
  const around = temporaryFolder();
  mkdirSync(join(around, 'empty'));
  for (const name of ['new', 'empty']) {
    assert.equal(await writeNewFolder(join(around, name), false, fill), 'done');
    assert.equal(read(around, name, 'below', 'a'), 'new');
  }
  assert.deepEqual(readdirSync(around).sort(), ['empty', 'new']);
});

test('a folder with files is refused, and with force keeps those of other names', async () => {
  const path = temporaryFolder();
  mkdirSync(join(path, 'below'));
  for (const name of ['b', 'c', 'below/d']) writeFileSync(join(path, name), 'old');
  await assert.rejects(writeNewFolder(path, false, fill), isThere);
  assert.equal(read(path, 'b'), 'old');
  await writeNewFolder(path, true, fill);
  assert.deepEqual(
    ['b', 'c', 'below/a', 'below/d'].map((name) => read(path, name)),
    ['new', 'old', 'new', 'old'],
  );
});

test('links and files are never taken for the folder, nor written through', async () => {
  const around = temporaryFolder();
  const [elsewhere, path] = [join(around, 'elsewhere'), join(around, 'path')];
  for (const folder of [elsewhere, path]) mkdirSync(folder);
  writeFileSync(join(around, 'file'), 'old');
  symlinkSync(elsewhere, join(around, 'link'));
  for (const name of ['file', 'link']) await assert.rejects(writeNewFolder(join(around, name), true, fill), isThere);
  symlinkSync(elsewhere, join(path, 'below'));
  await assert.rejects(writeNewFolder(path, true, fill), isThere);
  assert.deepEqual(readdirSync(elsewhere), []);
});

test('a failure leaves no folder, and is told as it is', async () => {
  const around = temporaryFolder();
  const failed = writeNewFolder(join(around, 'new'), false, async (folder) => {
    await fill(folder);
    throw new Error('in the middle');
  });
  await assert.rejects(failed, /in the middle/);
  assert.deepEqual(readdirSync(around), []);
  await assert.rejects(writeNewFolder(join(around, 'absent', 'new'), false, fill), /ENOENT|no such|absent/i);
});
