// Our networks, steps and formulas compared with the published ones, by the project's golden files and the shared ones
// if they exist.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkFile } from '../../tools/golden/check-file.js';
import { filesOf } from '../../tools/golden/find-files.js';
import { tensorCount } from '../../models/device.js';
import { projectRoot } from '../support/project.js';
import { sharedPath } from '../support/shared.js';

const own = join(projectRoot, 'test', 'golden', 'files');
const shared = sharedPath('golden');
if (shared === null) test('shared golden files', { skip: 'there is no ../shared/golden' }, () => {});

for (const folder of [own, ...(shared === null ? [] : [shared])]) {
  const { files } = filesOf(folder);
  assert.ok(files.length >= 9, `${folder} has too few files`);
  for (const path of files.filter((name) => !name.endsWith('.md'))) {
    test(`the golden file ${path.slice(folder.length + 1)} of ${folder === own ? 'our own' : 'the shared ones'} is met`, async () => {
      const before = tensorCount();
      const { verdict, findings } = await checkFile(path);
      assert.deepEqual({ verdict, problems: findings.problems }, { verdict: 'passed', problems: [] });
      assert.equal(tensorCount(), before, 'nothing stays on the device');
    });
  }
}

test('parameter counts are the published ones, including edges that lead nowhere', async () => {
  const { verdict, findings } = await checkFile(join(own, 'parameter_counts.json'));
  assert.deepEqual({ verdict, problems: findings.problems }, { verdict: 'passed', problems: [] });
});
