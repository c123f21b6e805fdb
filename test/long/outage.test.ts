// An outage of Temporal that is longer than heartbeats may take only delays a run: no worker ends for good, and the
// bits are those of an undisturbed run.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { Home, longEnd } from '../support/home.js';
import { eventually, runs } from '../support/processes.js';

const [calm, server, home] = [new Home(), new Home(), new Home()];
let worker: ChildProcess | undefined;
after(() => {
  worker?.kill('SIGKILL');
  for (const each of [home, calm, server]) each.remove();
});

const pipeline = longEnd(900, 'stageDefaults.generations=1', 'recovery.every=1s');
const outageMs = 75_000;

test('an undisturbed run, for comparison', () => {
  const ran = calm.eagan('run', ...pipeline);
  assert.equal(ran.exitCode, 0, ran.stderr);
});

test('if a configured Temporal is away for a minute, the supervisor, its worker and a worker in the foreground stay, and the run continues', async () => {
  assert.equal(server.eagan('server', 'start', '--slots', '1').exitCode, 0);
  const { address } = server.processes().endpoint!;
  const configured = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' };
  worker = home.startIn(configured, 'worker', '--slots', '1');
  const started = home.eaganIn(configured, 'run', '--detach', ...pipeline);
  assert.equal(started.exitCode, 0, started.stderr);
  await eventually('the final training is under way', () => home.isInFinalTraining(30));
  const { pid } = home.processes();
  server.eagan('server', 'stop');
  await sleep(outageMs);
  assert.ok(runs(worker.pid!), 'the worker in the foreground stays');
  assert.ok(runs(pid), 'the supervisor stays');
  const port = new URL(`tcp://${address}`).port;
  assert.equal(server.eagan('server', 'start', '--port', port, '--slots', '1').exitCode, 0);
  const attached = home.eaganIn(configured, 'attach');
  assert.equal(attached.exitCode, 0, attached.stderr);
  assert.equal(home.onlyRun().resultDigest, calm.onlyRun().resultDigest);
  assert.ok(runs(worker.pid!));
  worker.kill('SIGTERM');
  await eventually('the worker in the foreground has ended', () => !runs(worker!.pid!));
  assert.equal(home.eagan('server', 'stop').exitCode, 0);
});

test('if an embedded server is killed repeatedly, the run continues when it stays up', async () => {
  const stormy = new Home();
  try {
    assert.equal(stormy.eagan('run', '--detach', ...pipeline).exitCode, 0);
    await eventually('the final training is under way', () => stormy.isInFinalTraining(30));
    for (const end = Date.now() + outageMs; Date.now() < end;) {
      const pid = stormy.processes().server?.pid;
      if (pid) process.kill(pid, 'SIGKILL');
      await eventually('the server runs again', () => stormy.processes().server?.state === 'running');
    }
    const attached = stormy.eagan('attach');
    assert.equal(attached.exitCode, 0, attached.stderr);
    assert.equal(stormy.onlyRun().resultDigest, calm.onlyRun().resultDigest);
  } finally {
    stormy.remove();
  }
});
