// Native TensorFlow: how it describes itself, and the error if it is missing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { backendFacts } from '../../models/backend.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('the native backend exists and describes itself', () => {
  const facts = backendFacts();
  assert.match(facts.tensorflow, /^\d+\.\d+\.\d+/);
  assert.ok(['cpu', 'gpu'].includes(facts.device));
  assert.equal(facts.oneDnn, true);
});

test('if TensorFlow is missing, the error has its code, the reason and the cure', () => {
  const folder = temporaryFolder();
  for (const part of ['models/backend.js', 'domain/errors.js', 'package.json'])
    cpSync(join(projectRoot, part === 'package.json' ? '' : 'dist', part), join(folder, part));
  const script = `import('./models/backend.js').then((backend) => backend.tensorflow()).catch((error) =>
      console.log(JSON.stringify({ code: error.code, message: error.message, cure: error.cure })));`;
  const printed = execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
  const error = JSON.parse(printed) as Record<string, string>;
  assert.equal(error.code, 'EAGAN_TENSORFLOW_MISSING');
  assert.match(error.message!, /native TensorFlow must load \(got: Cannot find module '@tensorflow\/tfjs-node-gpu'/);
  assert.match(error.cure!, /eagan setup/);
});
