// Bad input, a bad machine or bad numbers at the command line give a code and a cure, and nothing is lost.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Home, type CommandResult } from '../support/home.js';
import { withTakenPort } from '../support/ports.js';

const home = new Home();
after(() => home.remove());
const tiny = 'pipelines/tiny.yaml';

function assertRefused({ exitCode, stderr }: CommandResult, expected: number, code: string, cure: RegExp): void {
  assert.match(stderr, new RegExp(`error ${code}: `));
  assert.match(stderr, cure);
  assert.equal(exitCode, expected, stderr);
}

test('a missing or empty data folder is refused before the run, with the expected layout', () => {
  const layout = /→ The folder must have train\/<class>/;
  const missing = join(home.folder, 'missing');
  assertRefused(home.eagan('run', tiny, '--images', missing), 4, 'EAGAN_DATASET_NOT_FOUND', layout);
  const empty = join(home.folder, 'empty');
  mkdirSync(empty);
  assertRefused(home.eagan('run', tiny, '--images', empty), 2, 'EAGAN_DATASET_EMPTY', layout);
  assert.equal(home.processes(), null, 'nothing was started');
});

test('a file in place of the state folder is refused, and the cure suggests --home', () => {
  const file = join(home.folder, 'file');
  writeFileSync(file, '');
  const refused = home.eagan('--home', join(file, 'state'), 'run', tiny);
  assertRefused(refused, 3, 'EAGAN_STORE_NOT_WRITABLE', /→ .*--home/);
});

test('a Temporal server that does not answer is named, and the run stays for later', () => {
  const unanswered = home.eaganIn({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'run', tiny);
  assertRefused(unanswered, 3, 'EAGAN_TEMPORAL_UNREACHABLE', /127\.0\.0\.1:1[^]*→ Check TEMPORAL_ADDRESS/);
  assert.equal(home.runs().length, 1);
});

test('a taken port is named', async () => {
  await withTakenPort((port) => {
    const started = home.eagan('server', 'start', '--port', String(port));
    assertRefused(started, 3, 'EAGAN_PORT_TAKEN', /→ Use another --port/);
  });
});

/**
 * Adam without memory of past squares divides by almost nothing where a gradient vanishes, so weights overflow within a
 * few steps.
 */
const wild = ['generator', 'discriminator'].flatMap((network) => [
  ...['--set', `training.optimizers.${network}.kind=adam`],
  ...['--set', `training.optimizers.${network}.learningRate=1`],
  ...['--set', `training.optimizers.${network}.betas=[0.99, 0]`],
]);

test('a search in which everything diverges completes, says so, and leaves no NaN behind', () => {
  const limits = ['--set', 'training.divergenceLimit=1', '--set', 'stageDefaults.generations=1'];
  const { exitCode, stdout, stderr } = home.eagan(
    'run',
    tiny,
    ...wild,
    ...limits,
    '--set',
    'training.discriminatorSteps=1',
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /generator: generation 1 closed, all 4 individuals diverged/);
  assert.match(stdout, /winner diverged · held-out real \d/);
  const records = join(home.folder, 'store', 'records');
  const files = readdirSync(records, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 20);
  for (const { parentPath, name } of files)
    assert.doesNotMatch(readFileSync(join(parentPath, name), 'utf8'), /NaN|Infinity/);
});
