// A search whose trainer, worker and supervisor are killed ends with the bits of an undisturbed search.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { childrenOf, runs, eventually } from '../support/processes.js';
import { Home, longEnd } from '../support/home.js';

const calm = new Home('on');
const stormy = new Home();
after(() => [calm, stormy].forEach((home) => home.remove()));

const pipeline = longEnd(400, 'recovery.every=1s');

test('a run from YAML ends with a front, a winner, exported files, a report and the folder of its winner', async () => {
  const ran = calm.eagan('run', ...pipeline);
  assert.equal(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stdout, /noise .* untrained .* winner .* held-out real/);
  const { run, status, resultDigest } = calm.onlyRun();
  assert.equal(status, 'completed');
  assert.match(resultDigest!, /^[0-9a-f]{64}$/);
  const folder = join(calm.folder, 'runs', run);
  // The command waits for them, but not for ever.
  const last = ['report.html', 'winner/SHA256SUMS'].map((name) => join(folder, name));
  await eventually('report and winner are written', () => last.every((path) => existsSync(path)));
  const files = readdirSync(folder).sort();
  const results = ['genotype.json', 'manifest.json', 'pipeline.yaml', 'report.html', 'samples.png'];
  assert.deepEqual(files, ['audit.json', ...results, 'weights.safetensors', 'winner']);
  const { stdout } = calm.eagan('attach');
  assert.match(stdout, /^report {4}\S+\/report\.html$/m);
  assert.match(stdout, /^winner {4}\S+\/winner$/m);
});

test('the worker, which never loads TensorFlow, stays below 400 MB', () => {
  const { pid } = calm.processes().worker;
  const peakKiB = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
  assert.ok(peakKiB < 400 * 1024, `its peak was ${Math.round(peakKiB / 1024)} MB`);
  assert.doesNotMatch(readFileSync(`/proc/${pid}/maps`, 'utf8'), /libtensorflow/);
});

test('a run whose processes are killed inside a segment resumes there, and no process outlives its owner', async () => {
  const started = stormy.eagan('run', '--detach', ...pipeline);
  assert.equal(started.exitCode, 0, started.stderr);
  await eventually('a recovery point of the final training is written', () => stormy.isInFinalTraining());
  const worker = stormy.processes().worker.pid!;
  const trainers = childrenOf(worker);
  assert.ok(trainers.length > 0, 'the worker has trainer children');
  trainers.forEach((pid) => process.kill(pid, 'SIGKILL'));
  await eventually('new trainers run', () => childrenOf(worker).some((pid) => !trainers.includes(pid)));

  const supervisor = stormy.processes().pid;
  const orphans = [worker, ...childrenOf(worker)];
  process.kill(supervisor, 'SIGKILL');
  process.kill(worker, 'SIGKILL');
  await eventually('the trainers of a killed worker are gone', () => !orphans.some(runs));
});

test('the next command starts the processes again, and the result has the same digest', () => {
  const attached = stormy.eagan('attach', stormy.onlyRun().run);
  assert.equal(attached.exitCode, 0, attached.stderr);
  assert.equal(stormy.onlyRun().resultDigest, calm.onlyRun().resultDigest);
  const resumed = stormy.history().map(({ circumstances }) => circumstances.resumedAtIteration ?? 0);
  assert.ok(Math.max(...resumed) > 0, 'a step was resumed inside its segment');
  const places = (home: Home): string[] =>
    home
      .history()
      .map(({ step }) => step.place)
      .sort();
  assert.deepEqual(places(stormy), places(calm));
});

test('the same command again shows the result and starts nothing', () => {
  stormy.eagan('server', 'stop');
  const shown = stormy.eagan('run', ...pipeline);
  assert.equal(shown.exitCode, 0, shown.stderr);
  assert.match(shown.stdout, /winner/);
  assert.equal(stormy.processes(), null);
});

test('every chart of the killed run is drawn, and its time line tells of the kills', () => {
  for (const chart of ['front', 'progress', 'losses', 'scores', 'timeline', 'lineage', 'cell']) {
    const file = join(stormy.folder, `${chart}.png`);
    const drawn = stormy.eagan('plot', stormy.onlyRun().run, chart, '--output', file);
    assert.equal(drawn.exitCode, 0, drawn.stderr);
    assert.equal(readFileSync(file).toString('latin1', 1, 4), 'PNG');
  }
  const summary = (home: Home): string => home.eagan('plot', home.onlyRun().run, 'timeline', '--json').stdout;
  assert.match(summary(stormy), /\d lost|\d failed|continued after a crash/);
  assert.doesNotMatch(summary(calm), /lost|continued after a crash/);
});
