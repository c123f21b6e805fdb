// Lint enforces the directions of imports: it finds a violation that is planted in each folder.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { filesOfProject, projectRoot } from '../support/project.js';
import { createUntypedLint } from './untyped-lint.js';

const planted: readonly [folder: string, code: string][] = [
  ['domain', `import '../store/types.js';`],
  ['domain', `import 'node:fs';`],
  ['domain', `export const drawn = Math.random();`],
  ['domain', `export const now = new Date();`],
  ['models', `import '../trainer/types.js';`],
  ['models', `import '@tensorflow/tfjs-node-gpu';`],
  ['formats', `import '../datasets/index.js';`],
  ['formats', `import 'node:fs';`],
  ['metrics', `import '../datasets/index.js';`],
  ['datasets', `import '../metrics/index.js';`],
  ['store', `import '../models/backend.js';`],
  ['trainer', `import '@temporalio/client';`],
  ['ports', `import '../trainer/pool.js';`],
  ['planning', `import '../cli/main.js';`],
  ['planning', `import '../metrics/index.js';`],
  ['activities', `import '../models/backend.js';`],
  ['activities', `import '../worker/supervisor.js';`],
  ['workflows', `import { createActivities } from '../activities/index.js'; export const made = createActivities;`],
  ['workflows', `import 'node:crypto';`],
  ['workflows', `import '../store/index.js';`],
  ['worker', `import '../models/backend.js';`],
  ['worker', `import '@tensorflow/tfjs-node-gpu';`],
  ['worker', `import { totalmem } from 'node:os'; export const bytes = totalmem();`],
  ['cli', `import { statfs } from 'node:fs/promises'; export const disk = statfs('/');`],
  ['worker', `import { mkdirSync } from 'node:fs'; mkdirSync('x', { recursive: true });`],
  ['trainer', `export const bytes = process.constrainedMemory();`],
  ['schemas', `import '../cli/main.js';`],
  ['control', `import '../cli/main.js';`],
  ['control', `import '../terminal/output.js';`],
  ['control', `import 'commander';`],
  ['terminal', `import '../control/runs/find-run.js';`],
  ['report', `import '../store/index.js';`],
  ['report', `import { findRun } from '../control/runs/find-run.js'; export const found = findRun;`],
  ['trackers', `import { openStore } from '../store/index.js'; export const open = openStore;`],
  ['report/charts', `import 'node:fs';`],
  ['report/charts', `import * as Plot from '@observablehq/plot'; export const plot = Plot;`],
  ['ui', `import '../cli/main.js';`],
  ['ui', `import '../trainer/types.js';`],
  ['ui/client', `import 'node:fs';`],
  ['ui/client', `import { findRun } from '../../control/runs/find-run.js'; export const found = findRun;`],
  ['cli', `import '../models/backend.js';`],
  ['cli', `import '@temporalio/client';`],
  ['tools', `import '../cli/main.js';`],
  ['tools', `import '@tensorflow/tfjs-node-gpu';`],
  ['tools', `import '../workflows/run.js';`],
];

const eslint = createUntypedLint();

for (const [folder, code] of planted) {
  test(`lint finds in ${folder}/: ${code}`, async () => {
    const names = readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).sort();
    const host = names.find((name) => name.endsWith('.ts') && name !== 'backend.ts');
    assert.ok(host, `${folder}/ has no source file to plant into`);
    const [result] = await eslint.lintText(`${code}\n`, { filePath: join(projectRoot, folder, host) });
    const rules = result!.messages.map((message) => message.ruleId);
    assert.ok(
      rules.some((rule) => rule?.includes('no-restricted')),
      `found only ${JSON.stringify(rules)}`,
    );
  });
}

interface Layer {
  readonly folders: readonly string[];
  readonly types: readonly string[];
  readonly packages: readonly string[];
}
const configuration = (await import(pathToFileURL(join(projectRoot, 'eslint.config.mjs')).href)) as {
  layers: Record<string, Layer>;
};
const layers = Object.entries(configuration.layers);

test('every folder of the table has a planted violation', () => {
  const without = layers.map(([folder]) => folder).filter((folder) => !planted.some(([host]) => host === folder));
  assert.deepEqual(without, []);
});

test('the table has no unused permissions', () => {
  const files = filesOfProject().filter(({ name }) => name.endsWith('.ts'));
  const unused = layers.flatMap(([folder, { folders, types, packages }]) => {
    const sources = files.filter(({ name }) => name.startsWith(`${folder}/`));
    const imported = sources.flatMap(({ text }) =>
      [...text.matchAll(/(?:from |import |import\()'([^']+)'/g)].map((m) => m[1]!),
    );
    const permitted = [...[...folders, ...types].map((other) => `(\\.\\./)+${other}/.*`), ...packages];
    return permitted.filter((regex) => !imported.some((name) => new RegExp(`^${regex}$`).test(name)));
  });
  assert.deepEqual(unused, []);
});

test('the sources contain no path of a machine and no host of a registry', () => {
  const forbidden = new RegExp(
    ['/work' + '/main', 'registry' + '\\.npmjs', 'pypi' + '\\.org', 'proxy\\.golang' + '\\.org', '/root' + '/'].join(
      '|',
    ),
  );
  const guilty = filesOfProject()
    .filter(({ text }) => forbidden.test(text))
    .map(({ name }) => name);
  assert.deepEqual(guilty, []);
});
