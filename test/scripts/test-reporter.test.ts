// The reporter of our tests hides nothing: it prints failures in full, skipped tests by name, and all counts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('passed tests are counted, failures shown, skipped tests named, and a file that cannot load is a failure', () => {
  const folder = temporaryFolder();
  const [mixed, broken] = [join(folder, 'mixed.test.mjs'), join(folder, 'broken.test.mjs')];
  writeFileSync(
    mixed,
    `import { test } from 'node:test';
     test('good', () => {});
     test('bad', () => { throw new Error('the reason'); });
     test('left out', { skip: 'no such device' }, () => {});`,
  );
  writeFileSync(broken, `import './nowhere.mjs';`);
  const reporter = `--test-reporter=${join(projectRoot, 'scripts', 'test-reporter.mjs')}`;
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const run = spawnSync(process.execPath, ['--test', reporter, mixed, broken], { encoding: 'utf8', env });
  assert.equal(run.status, 1);
  assert.match(run.stdout, /✗ bad\n[\s\S]*the reason/);
  assert.match(run.stdout, /skipped: left out \(no such device\)/);
  assert.match(run.stdout, /✗ .*broken\.test\.mjs/);
  assert.match(run.stdout, /1 passed, 2 failed, 1 skipped\n$/);
  assert.doesNotMatch(run.stdout, /good/);
});
