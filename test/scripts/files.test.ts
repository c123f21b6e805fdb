// Files that must not be waited for: pipes, devices and folders are refused, logs stop nothing, folders are made or
// refused in a limited time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder, makeFolderSync, openLog, writeLog, writeWhole } from '../../scripts/files.mjs';
import { ForeignFileError, readRegularFile } from '../../scripts/foreign-files.mjs';
import { openStore } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function pipeAt(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

test('a regular file is read, also through a link; a pipe, a folder and a device are refused by their kind', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), 'text');
  symlinkSync('file', join(folder, 'link'));
  assert.equal(readRegularFile(join(folder, 'link'), { atMost: 100 }).toString(), 'text');
  const kinds = { [pipeAt(join(folder, 'pipe'))]: 'a pipe', [folder]: 'a folder', '/dev/zero': 'a device' };
  for (const [path, kind] of Object.entries(kinds))
    assert.throws(
      () => readRegularFile(path, { atMost: 100 }),
      (error) => error instanceof ForeignFileError && error.kind === kind,
    );
  assert.throws(() => readRegularFile(join(folder, 'none'), { atMost: 100 }), { code: 'ENOENT' });
});

test('a log that cannot be opened is thrown away, one that is large is set aside', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'file'), '');
  for (const path of [pipeAt(join(folder, 'pipe')), join(folder, 'folder'), join(folder, 'file', 'log'), '/dev/full']) {
    const log = openLog(path, 100);
    writeWhole(log, 'lost\n');
    closeSync(log);
  }
  const path = join(folder, 'deep', 'log');
  for (const text of ['one\n'.repeat(50), 'two\n']) {
    const log = openLog(path, 100);
    writeWhole(log, text);
    closeSync(log);
  }
  assert.equal(readFileSync(path, 'utf8'), 'two\n');
  assert.equal(readFileSync(`${path}.1`, 'utf8').length, 200);
});

const noFull = existsSync('/dev/full') ? false : 'there is no /dev/full';
test('a full disk is told to who writes a result, and to no log', { skip: noFull }, () => {
  const full = openSync('/dev/full', 'w');
  assert.throws(() => writeWhole(full, 'text'), { code: 'ENOSPC' });
  writeLog(full, 'text');
  closeSync(full);
});

test('a folder is made with those above it, and the first one made is told', async () => {
  const folder = temporaryFolder();
  assert.equal(makeFolderSync(join(folder, 'a/b/c')), join(folder, 'a'));
  assert.equal(makeFolderSync(join(folder, 'a/b/c')), undefined);
  assert.equal(await makeFolder(join(folder, 'a/d/e')), join(folder, 'a/d'));
  assert.equal(await makeFolder('/'), undefined);
});

const noProc = existsSync('/proc/self') ? false : 'there is no /proc';
test('where the system makes no folders that is an error, not a loop', { skip: noProc }, async () => {
  assert.throws(() => makeFolderSync('/proc/x/y/z'), { code: 'ENOENT' });
  await assert.rejects(makeFolder('/proc/x/y/z'), { code: 'ENOENT' });
});

for (const [what, put] of [
  ['a folder', (path: string) => void mkdirSync(path)],
  ['a link that leads nowhere', (path: string) => symlinkSync('nowhere', path)],
  ['a link to itself', (path: string) => symlinkSync('store.json', path)],
  ['a pipe', (path: string) => void pipeAt(path)],
] as const) {
  test(`${what} where a store's first file must be ends with an error, not a loop`, async () => {
    const folder = temporaryFolder();
    put(join(folder, 'store.json'));
    await assert.rejects(openStore(folder), { code: /^EAGAN_(STORE_NOT_WRITABLE|OBJECT_CORRUPT)$/ });
  });
}
