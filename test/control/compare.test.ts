// `eagan compare`: differences after resolution, shared steps, and figures that must not be compared.
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { shippedText, shippedFile } from '../support/pipelines.js';

const folder = temporaryFolder();
const text = shippedText('tiny.yaml');
copyFileSync(shippedFile('tiny.yaml'), join(folder, 'a.yaml'));

function compare(changed: string, ...options: string[]): Promise<CommandOutput> {
  writeFileSync(join(folder, 'b.yaml'), changed);
  return runEagan(['--home', folder, 'compare', 'a.yaml', 'b.yaml', ...options], {}, folder);
}

test('comments, order and explicit defaults are no difference, and the exit code is 0', async () => {
  const ran = await compare(`# Another comment.\n${text.replace('seed: 1\n', '')}\nretention: { lastStates: 2 }\n`);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /They are the same\./);
});

test('if a later stage differs, everything before it is shared, and the exit code is 1', async () => {
  const ran = await compare(text.replace('weightResetting: true', 'weightResetting: false'));
  assert.equal(ran.exitCode, 1, ran.stderr);
  assert.match(ran.stdout, /stages\.discriminator\.weightResetting {2}true {2}false/);
  assert.match(ran.stdout, /data: 3 of 3/);
  assert.match(ran.stdout, /generator: 17 of 17/);
  assert.match(ran.stdout, /discriminator: [1-9] of 17/);
  assert.doesNotMatch(ran.stdout, /cannot be compared/);
});

test('a different circumstance changes no step and is marked', async () => {
  const ran = await compare(`${text}retention: { lastStates: 5 }\n`);
  assert.equal(ran.exitCode, 1);
  assert.match(ran.stdout, /retention\.lastStates {2}2 {2}5 {2}does not change results/);
  assert.match(ran.stdout, /final: 8 of 8/);
});

test('figures with different extractors must not be compared, and the differing key is named', async () => {
  const ran = await compare(text.replace('features: 16', 'features: 8'));
  assert.match(ran.stdout, /cannot be compared: .*\(metrics\.extractor\.features\)/);
  assert.match(ran.stdout, /data: 1 of 3/);
});

test('figures over other splits, and further figures, must not be compared', async () => {
  for (const more of ['splits: 5', 'also: [kernelDistance]']) {
    const ran = await compare(text.replace('metrics:\n', `metrics:\n  ${more}\n`));
    assert.match(ran.stdout, /cannot be compared: /);
    assert.match(ran.stdout, new RegExp(`metrics\\.${more.split(':')[0]}`));
  }
});

test('the JSON has the documented form', async () => {
  const { stdout } = await compare(text.replace('population: 4', 'population: 6'), '--json');
  const side = { type: 'object', required: ['name', 'kind'], properties: { kind: { enum: ['file', 'run'] } } };
  const count = { type: 'integer', minimum: 0 };
  const check = new Ajv({ strict: false }).compile({
    type: 'object',
    additionalProperties: false,
    required: [
      'schemaVersion',
      'a',
      'b',
      'equal',
      'differences',
      'phases',
      'incomparable',
      'figures',
      'assumesSameImages',
    ],
    properties: {
      schemaVersion: { const: 1 },
      a: side,
      b: side,
      equal: { type: 'boolean' },
      differences: {
        type: 'array',
        minItems: 2,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['path', 'a', 'b', 'circumstance'],
          properties: { path: { type: 'string' }, a: {}, b: {}, circumstance: { type: 'boolean' } },
        },
      },
      phases: {
        type: 'array',
        items: {
          type: 'object',
          required: ['phase', 'shared', 'a', 'b'],
          properties: { shared: count, a: count, b: count },
        },
      },
      incomparable: { type: 'array', items: { type: 'string' } },
      figures: { type: ['object', 'null'] },
      assumesSameImages: { type: 'boolean' },
    },
  });
  assert.ok(check(JSON.parse(stdout)), JSON.stringify(check.errors));
});

test('a missing run has an error of its own', async () => {
  const ran = await runEagan(['--home', folder, 'compare', 'a.yaml', 'tiny-00000000'], {}, folder);
  assert.equal(ran.exitCode, 4);
  assert.match(ran.stderr, /EAGAN_RUN_NOT_FOUND/);
});
