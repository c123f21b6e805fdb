// What a new user meets: printed commands that work when typed, a summary that says if the winner is bad, a state
// folder that git ignores.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { calledAs, withCallName } from '../../cli/called-as.js';
import { main } from '../../cli/main.js';
import { storeOf } from '../../control/runs/open-store.js';
import { stepsColumns } from '../../cli/text/plan-text.js';
import { isStoppedWithServer } from '../../control/execution/stopped-with-server.js';
import { winnerRemarks } from '../../control/progress/summary-remarks.js';
import { ignoreStateFolder } from '../../worker/ignore-file.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';

const root = projectRoot.replace(/\/$/, '');

test('printed commands call the program by its name on PATH, by npx in its folder, by its path elsewhere', () => {
  const bin = temporaryFolder();
  symlinkSync(join(root, 'cli/bin.mjs'), join(bin, 'eagan'));
  assert.equal(calledAs({ PATH: `/nowhere:${bin}` }, temporaryFolder()), 'eagan');
  assert.equal(calledAs({ PATH: '/nowhere' }, root), 'npx eagan');
  assert.equal(calledAs({ PATH: '/nowhere' }, join(root, 'pipelines')), 'npx eagan');
  const elsewhere = calledAs({ PATH: '' }, temporaryFolder());
  assert.match(elsewhere, /^node .*cli\/bin\.mjs'?$/);
});

test('another program of that name and npm’s links do not count', () => {
  const bin = join(temporaryFolder(), 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(root, 'cli/bin.mjs'), join(bin, 'eagan'));
  const other = temporaryFolder();
  writeFileSync(join(other, 'eagan'), '');
  for (const folder of [bin, other]) assert.equal(calledAs({ PATH: folder }, root), 'npx eagan');
});

test('only commands are renamed: runs, paths and commands with npx stay as they are', () => {
  const named = (text: string): string => withCallName(text, 'npx eagan', ['run', 'resume']);
  assert.equal(
    named('go on: eagan resume RUN, or `eagan run FILE`'),
    'go on: npx eagan resume RUN, or `npx eagan run FILE`',
  );
  for (const same of ['npx eagan run FILE', 'eagan runs', 'a fault of eagan', '/opt/eagan run', 'my-eagan run']) {
    assert.equal(named(same), same);
  }
});

test('init, cures and lists print commands that work; JSON keeps the bare name', async () => {
  const folder = temporaryFolder();
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const around = { stdout: sink, stderr: sink, environment: {}, directory: folder, called: 'npx eagan' };
  await main(['init'], around);
  await main(['attach', 'nobody'], around);
  await main(['status'], around);
  const text = written.join('');
  assert.match(text, /next {2}npx eagan validate/);
  assert.match(text, /→ Start one: npx eagan run FILE/);
  assert.doesNotMatch(text, /(?<!npx )\beagan (run|attach|validate|plan)\b/);
  written.length = 0;
  await main(['attach', 'nobody', '--json'], around);
  assert.match(written.join(''), /Start one: eagan run FILE/);
});

test('the printed command runs', async () => {
  const folder = temporaryFolder();
  const [program, ...args] = calledAs({ PATH: '' }, folder).replaceAll("'", '').split(' ');
  assert.equal(program, 'node');
  const printed = execFileSync(process.execPath, [...args, '--version'], { cwd: folder, encoding: 'utf8' });
  assert.match(printed, /^\d+\.\d+/);
  assert.equal((await runEagan(['init'], {}, folder)).exitCode, 0);
});

test('git ignores a state folder called .eagan, also an older one; nothing is overwritten', async () => {
  const folder = join(temporaryFolder(), '.eagan');
  mkdirSync(folder);
  await storeOf(folder);
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n');
  writeFileSync(join(folder, '.gitignore'), 'mine\n');
  await storeOf(folder);
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), 'mine\n');
  const named = temporaryFolder();
  ignoreStateFolder(named);
  assert.throws(() => readFileSync(join(named, '.gitignore')));
});

const of = (frechetDistance: number | null): Parameters<typeof winnerRemarks>[0]['winner'] => ({
  images: 100,
  frechetDistance,
  classifierScore: 1,
});

test('the summary remarks on a winner that is no better than noise or than before its training', () => {
  const remarks = (noise: number, untrained: number | null, winner: number | null): string =>
    winnerRemarks({ noise: of(noise), untrained: of(untrained), winner: of(winner), heldOut: of(1) }).join();
  assert.equal(remarks(9, 10, 5), '');
  assert.equal(remarks(9, null, 5), '');
  assert.match(remarks(4, 10, 5), /no better than noise:/);
  assert.match(remarks(9, 5, 5), /no better than the same network before training:/);
  assert.match(remarks(4, 4, 5), /noise and than the same network before training:/);
  assert.match(remarks(4, 4, null), /diverged/);
});

test('a run whose server has stopped is shown as stopped', () => {
  const stopped = (status: 'running' | 'paused', isElsewhere: boolean): boolean =>
    isStoppedWithServer({ status }, null, isElsewhere);
  assert.deepEqual(
    [stopped('running', false), stopped('running', true), stopped('paused', false)],
    [true, false, false],
  );
});

test("every column of a plan's table of steps is explained below it", async () => {
  const { stdout } = await runEagan(['plan', join(root, 'pipelines/tiny.yaml')], {}, temporaryFolder());
  const head = stdout.split('\n').find((line) => line.startsWith('phase '))!;
  assert.deepEqual(
    head
      .split(/\s{2,}/)
      .map((name) => name.trim())
      .filter(Boolean),
    Object.keys(stepsColumns),
  );
  for (const [name, meaning] of Object.entries(stepsColumns)) assert.ok(stdout.includes(`  ${name}: ${meaning}`), name);
});
