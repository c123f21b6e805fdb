// Somebody who reads all records of a long run reads more files than a process may have open.
import assert from 'node:assert/strict';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { createFileLayer, type FileIo } from '../../store/file-layer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('thousands of files that are asked for at once are read a few at a time, and all are read', async () => {
  let [open, most] = [0, 0];
  const readFile: FileIo['readFile'] = async (path) => {
    most = Math.max(most, ++open);
    await nextTurn();
    open--;
    if (path.endsWith('7')) throw new Error('the disk is gone');
    return Buffer.from(path);
  };
  const files = createFileLayer({ io: { ...nodeFiles, readFile } as never });
  const paths = Array.from({ length: 5000 }, (_, index) => join(temporaryRoot, String(index)));
  const read = await Promise.allSettled(paths.map((path) => files.read(path)));
  const told = read.map((one) => (one.status === 'fulfilled' ? String(Buffer.from(one.value!)) : 'refused'));
  assert.deepEqual(told, paths.map((path) => (path.endsWith('7') ? 'refused' : path))); // prettier-ignore
  assert.ok(most <= 64, `${most} were open at once`);
  assert.equal(open, 0);
});

const temporaryRoot = temporaryFolder();
