// Unpacking a wheel: only requested files, never outside the folder.
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireTool } from '../../scripts/tools.mjs';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const script = join(projectRoot, 'scripts', 'unpack_wheel.py');
const python = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(requireTool('python3'), args, { encoding: 'utf8' });

/** A wheel with these files. Each contains its own name. */
function wheelOf(names: readonly string[], contents = ''): string {
  const path = join(temporaryFolder(), 'made.whl');
  const program =
    'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n for n in sys.argv[3:]: z.writestr(n, sys.argv[2] or n)';
  assert.equal(python('-c', program, path, contents, ...names).status, 0);
  return path;
}

test('only files that match a pattern are unpacked', () => {
  const wheel = wheelOf([
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/python/huge.py',
    'tensorflow/include/c/api.h',
  ]);
  const folder = temporaryFolder();
  const output = python(script, wheel, folder, 'tensorflow/libtensorflow_*', 'tensorflow/include/c/*');
  assert.equal(output.status, 0, output.stderr);
  assert.equal(readFileSync(join(folder, 'tensorflow/include/c/api.h'), 'utf8'), 'tensorflow/include/c/api.h');
  assert.deepEqual(readdirSync(join(folder, 'tensorflow')).sort(), ['include', 'libtensorflow_cc.so.2']);
});

test('a name that leaves the folder is refused', () => {
  const folder = temporaryFolder();
  const output = python(script, wheelOf(['a/../../escaped']), folder, 'a/*');
  assert.notEqual(output.status, 0);
  assert.match(output.stderr, /leaves the folder/);
  assert.equal(existsSync(join(folder, '..', 'escaped')), false);
});
