// `eagan plot`: files are written where people say, never over another file, and mistakes are told with their cure.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { charts } from '../../report/charts/index.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { calculatedRun } from '../support/calculated-run.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { searchOf } from './support.js';

const home = temporaryFolder();
const folder = temporaryFolder();
const plot = (...words: string[]): Promise<CommandOutput> => runEagan(['--home', home, 'plot', ...words], {}, folder);

before(async () => {
  const store = await quickStore(join(home, 'store'));
  await calculatedRun(store, searchOf({}), { run: 'plain', results: 'consistent' });
  await calculatedRun(store, { ...searchOf({}), seed: 2 }, { run: 'other', results: 'consistent' });
});

test('a chart is written in the folder of the person, and not over a file without --force', async () => {
  const written = await plot('plain', 'front');
  assert.deepEqual([written.exitCode, written.stderr], [0, '']);
  const file = join(folder, 'plain-front.svg');
  assert.ok(written.stdout.endsWith(`\n${file}\n`), written.stdout);
  const svg = readFileSync(file, 'utf8');
  assert.match(svg, /^<\?xml [^]*<\/svg>\n$/);
  writeFileSync(file, 'mine');
  assert.match((await plot('plain', 'front')).stderr, /EAGAN_FILE_EXISTS/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  assert.equal((await plot('plain', 'front', '--force')).exitCode, 0);
  assert.equal(readFileSync(file, 'utf8'), svg, 'the same bits');
});

test('the name of the file says its form, and - is stdout', async () => {
  assert.equal((await plot('plain', 'progress', 'other', '--output', 'curves.png')).exitCode, 0);
  assert.equal(readFileSync(join(folder, 'curves.png')).toString('latin1', 1, 4), 'PNG');
  const { stdout } = await plot('plain', 'cell', '--output', '-', '--no-title', '--width', '85mm');
  assert.match(stdout, /^<\?xml [^\n]*\n<svg [^>]*width="85mm" height="[\d.]+mm"/);
  assert.doesNotMatch(stdout, /font-weight="bold"/);
});

test('--json gives the numbers of a chart and writes only a file that is named', async () => {
  const { stdout } = await plot('plain', 'losses', '--json');
  const { chart, runs, table } = JSON.parse(stdout) as { chart: string; runs: string[]; table: { rows: unknown[] } };
  assert.deepEqual([chart, runs, table.rows.length > 0], ['losses', ['plain'], true]);
  assert.equal(existsSync(join(folder, 'plain-losses.svg')), false);
});

test('mistakes are told with what there is', async () => {
  const mistakes: readonly [words: string[], message: RegExp][] = [
    [['plain', 'frnt'], /must be one of front, .*Did you mean front\?/s],
    [['plain', 'beauty'], /eagan plot --help/],
    [['plain', 'cell', 'other'], /cell must get one run \(got 2\)/],
    [['plain', 'losses', '--axes', 'fid,parameters'], /got --axes/],
    [['plain', 'front', '--format', 'gif'], /--format must be svg or png \(got gif\)/],
    [['plain', 'front', '--width', '3'], /It must be a length/],
    [['nobody', 'front'], /EAGAN_RUN_NOT_FOUND/],
    [['plain', 'front', '--output', 'no/such/folder.svg'], /EAGAN_USAGE/],
  ];
  for (const [words, message] of mistakes) {
    const { exitCode, stderr } = await plot(...words);
    assert.ok(exitCode > 0, words.join(' '));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /EAGAN_INTERNAL/);
  }
});

test('help names every chart and what it shows', async () => {
  const { stdout } = await plot('--help');
  for (const [name, { title }] of Object.entries(charts))
    assert.ok(stdout.includes(`${name.padEnd(10)}${title}`), name);
});
