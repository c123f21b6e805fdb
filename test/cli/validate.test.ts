// `eagan validate`: text for people, JSON for programs, exit code 2 for mistakes.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { base } from '../schemas/base.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';
import { shippedFile } from '../support/pipelines.js';

const folder = temporaryFolder();
writeFileSync(join(folder, 'good.yaml'), base);
writeFileSync(join(folder, 'bad.yaml'), base.replace('seed: 1', 'sede: 1').replace('population: 6', 'population: 7'));

const validate = (...argv: string[]): ReturnType<typeof runEagan> => runEagan(['validate', ...argv], {}, folder);

test('a valid file gets its run id and exit code 0', async () => {
  const { exitCode, stdout, stderr } = await validate('good.yaml');
  assert.deepEqual([exitCode, stderr], [0, '']);
  const sizes =
    'generator searches 3,224,998,809,206,784 architectures\ndiscriminator searches 133,815,477,334,966,272 architectures';
  assert.match(stdout, new RegExp(`^valid good\\.yaml \\(base-[0-9a-f]{8}\\)\\n${sizes}\\n$`));
});

test('the verdict on a valid file says that it selects by the published rule', async () => {
  const { stdout } = await runEagan(
    ['validate', shippedFile('tiny.yaml'), '--set', 'stageDefaults.selection.kind=officialRepo'],
    {},
    folder,
  );
  assert.match(stdout, /\nselection: officialRepo \(.*; not Pareto selection\) in generator, discriminator\n/);
});

test('all mistakes of a file are shown with place, code, advice and frame, and the exit code is 2', async () => {
  const { exitCode, stdout } = await validate('good.yaml', 'bad.yaml');
  assert.equal(exitCode, 2);
  assert.match(stdout, /^valid good\.yaml/);
  assert.match(
    stdout,
    /^bad\.yaml:4:1 error EAGAN_PIPELINE_UNKNOWN_KEY: .*sede\n→ Did you mean seed\?\n(.*\n)*> 4 \| sede: 1\n +\| \^\^\^\^/m,
  );
  assert.match(stdout, /^bad\.yaml:18:15 error EAGAN_POPULATION_ODD/m);
  assert.match(stdout, /^invalid bad\.yaml has 2 mistakes; nothing was started$/m);
});

test('with --json each file is one object', async () => {
  const { exitCode, stdout } = await validate('good.yaml', 'bad.yaml', '--json');
  assert.equal(exitCode, 2);
  const [good, bad] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([good!.schemaVersion, good!.file, good!.ok, good!.complaints], [1, 'good.yaml', true, []]);
  assert.match(String(good!.digest), /^[0-9a-f]{64}$/);
  const complaints = bad!.complaints as Record<string, unknown>[];
  assert.deepEqual(
    complaints.map(({ code, severity, file, line, column, endColumn, path }) => [
      code,
      severity,
      file,
      line,
      column,
      endColumn,
      path,
    ]),
    [
      ['EAGAN_PIPELINE_UNKNOWN_KEY', 'error', 'bad.yaml', 4, 1, 5, 'sede'],
      ['EAGAN_POPULATION_ODD', 'error', 'bad.yaml', 18, 15, 16, 'stageDefaults.population'],
    ],
  );
  assert.deepEqual([complaints[0]!.found, complaints[0]!.suggestion], ['sede', 'Did you mean seed?']);
});

test('overrides are checked with the file', async () => {
  assert.equal((await validate('bad.yaml', '--set', 'stageDefaults.population=8')).exitCode, 2);
  const mended = await validate('good.yaml', '--set', 'stages.generator.generations=4', '--seed', '9');
  assert.equal(mended.exitCode, 0);
  assert.notEqual(mended.stdout, (await validate('good.yaml')).stdout);
});

test('a missing file and a folder are reported as such', async () => {
  const { exitCode, stderr } = await validate('none.yaml');
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error EAGAN_PIPELINE_NOT_FOUND: none\.yaml cannot be read/);
  assert.match((await validate('.')).stderr, /it is a folder/);
});

test('--resolved prints a pipeline file with the same digest, and the verdict separately', async () => {
  const { exitCode, stdout, stderr } = await validate('good.yaml', '--resolved', '--set', 'seed=9');
  assert.equal(exitCode, 0);
  assert.match(stdout, /^# good\.yaml, resolved \(digest [0-9a-f]{8}\)\nversion: 1\n/);
  assert.match(stderr, /^valid good\.yaml/);
  writeFileSync(join(folder, 'resolved.yaml'), stdout);
  const [first, again] = await Promise.all([
    validate('good.yaml', '--json', '--set', 'seed=9'),
    validate('resolved.yaml', '--json'),
  ]);
  const digest = (text: string): unknown => (JSON.parse(text) as { digest: unknown }).digest;
  assert.equal(digest(again.stdout), digest(first.stdout));
  assert.equal((await validate('good.yaml', 'bad.yaml', '--resolved')).exitCode, 2);
});

test('--explain says where values come from, as text and as JSON', async () => {
  const asked = ['good.yaml', '--set', 'stages.generator.generations=4', '--explain', 'stages.generator.generations'];
  assert.match(
    (await validate(...asked)).stdout,
    /^stages\.generator\.generations {2}4 {2}--set; instead of 2, good\.yaml:19:16 \(stageDefaults\.generations\)$/m,
  );
  const { explained } = JSON.parse((await validate(...asked, '--json')).stdout) as { explained: object[] };
  assert.deepEqual(explained, [
    {
      path: 'stages.generator.generations',
      value: 4,
      from: '--set',
      replaced: [{ value: 2, from: 'good.yaml:19:16', via: 'stageDefaults.generations' }],
    },
  ]);
  const { exitCode, stderr } = await validate('good.yaml', '--explain', 'stages.generatr');
  assert.equal(exitCode, 2);
  assert.match(stderr, /no generatr\)\n→ Did you mean generator\?/);
});

test('--param gives a declared parameter its value', async () => {
  const text = `${base.replace('seed: 1', 'seed: ${param:luck}')}parameters: { luck: { type: integer } }\n`;
  writeFileSync(join(folder, 'lucky.yaml'), text);
  assert.match((await validate('lucky.yaml')).stdout, /EAGAN_PARAMETER_VALUE/);
  const { stdout } = await validate('lucky.yaml', '--param', 'luck=3', '--explain', 'seed');
  assert.match(stdout, /^seed {2}3 {2}lucky\.yaml:4:7, parameter luck \(--param\)$/m);
});
