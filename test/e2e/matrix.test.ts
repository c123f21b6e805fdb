// `eagan matrix` in its own processes: what is wrong is said before anything is frozen, and a matrix that nobody
// watches goes on, also when everything that ran it was killed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { MatrixOverview } from '../../control/matrix/overview.js';
import { eventually } from '../support/processes.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

const short = ['stageDefaults.generations=1', 'finalTraining.duration.steps=4'];
const settings = short.flatMap((set) => ['--set', set]);
const overview = (): MatrixOverview => home.json<MatrixOverview>('status', 'pair');

test('every combination is checked first: one complaint for each mistake, and nothing is frozen', () => {
  const asked = ['matrix', 'pipelines/tiny.yaml', '--seeds', '1..3', '--set', 'stageDefaults.population=0,4', '--set', 'nonsense=1']; // prettier-ignore
  const { exitCode, stderr } = home.eagan(...asked);
  assert.equal(exitCode, 2, stderr);
  assert.equal(stderr.match(/--set stageDefaults\.population=0|population must/g)!.length > 0, true, stderr);
  assert.match(stderr, /nonsense/);
  assert.deepEqual(home.runs(), []);
  assert.equal(home.eagan('matrix', 'nobody').exitCode, 4);
  assert.equal(home.eagan('matrix', 'pipelines/tiny.yaml', '--seeds', '1..x').exitCode, 2);
});

test('a detached matrix goes on by itself after its processes were killed, and another command started them', async () => {
  const started = home.eagan('matrix', 'pipelines/tiny.yaml', '--seeds', '1..2', ...settings, '--name', 'pair', '--detach'); // prettier-ignore
  assert.equal(started.exitCode, 0, started.stderr);
  assert.match(started.stdout, /^pair is running, now with tiny-/);
  const { pid, worker } = home.processes();
  for (const each of [pid, worker.pid!]) process.kill(each, 'SIGKILL');
  const [first, second] = overview().members;
  const attached = home.eagan('attach', first!.run);
  assert.equal(attached.exitCode, 0, attached.stderr);
  await eventually('the worker has run the other one', () => overview().status === 'completed');
  const { by } = home.eagan('--json', 'history', second!.run).stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as { kind: string; by?: { reason?: string } }).find(({ kind }) => kind === 'started')!; // prettier-ignore
  assert.equal(by?.reason, 'the next run of the matrix pair');
  assert.equal(home.eagan('pause', 'pair').exitCode, 1, 'there is nothing to pause');
  const again = home.eagan('matrix', 'pair');
  assert.equal(again.exitCode, 0, again.stderr);
  assert.match(again.stdout, /all runs\s+Fréchet distance\s+2 of 2/);
});
