// Native TensorFlow: how it describes itself, and the error if it is missing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { omit } from '../../domain/omit.js';
import { backendFacts } from '../../models/backend.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('the native backend exists and describes itself', () => {
  const facts = backendFacts();
  assert.match(facts.tensorflow, /^\d+\.\d+\.\d+/);
  assert.ok(['cpu', 'gpu'].includes(facts.device));
  assert.equal(facts.oneDnn, true);
});

const facts = `import('./dist/models/backend.js').then(({ backendFacts }) => {
  const { oneDnn } = backendFacts();
  console.log(JSON.stringify({ oneDnn, chosen: process.env.TF_ENABLE_ONEDNN_OPTS }));
});`;

/** What a process that loads TensorFlow in this environment says, and what TensorFlow reads there. */
function oneDnnIn(chosen: Record<string, string>): unknown {
  const env = { ...omit(process.env, 'TF_ENABLE_ONEDNN_OPTS'), ...chosen };
  const printed = execFileSync(process.execPath, ['-e', facts], { cwd: projectRoot, env, encoding: 'utf8' });
  return JSON.parse(printed.trim().split('\n').at(-1)!);
}

test('oneDNN is on in every process, on every processor, unless a person switched it off', () => {
  assert.deepEqual(oneDnnIn({}), { oneDnn: true, chosen: '1' });
  assert.deepEqual(oneDnnIn({ TF_ENABLE_ONEDNN_OPTS: '' }), { oneDnn: true, chosen: '1' });
  assert.deepEqual(oneDnnIn({ TF_ENABLE_ONEDNN_OPTS: '0' }), { oneDnn: false, chosen: '0' });
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
