// A search whose processes are ended, or stopped for longer than a heartbeat may take, ends with the bits of an
// undisturbed search.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { childrenOf, eventually, runs } from '../support/processes.js';
import { Home, longEnd } from '../support/home.js';

const calm = new Home();
const disturbed = new Home();
after(() => [calm, disturbed].forEach((home) => home.remove()));

/**
 * All disturbances fall into the long segment at the end. They take about 25 s of training, in which an idle machine
 * does 900 iterations.
 */
const pipeline = longEnd(1600, 'stageDefaults.generations=1', 'recovery.every=1s');
/** Longer than an activity may be without a heartbeat. */
const stillMs = 14_000;

const furthest = (home: Home): number => Math.max(0, ...home.recoveryPoints());

/** Waits until the segment is further than it was. */
async function trainingGoesOn(home: Home, from = furthest(home)): Promise<void> {
  await eventually(`training is beyond iteration ${from}`, () => furthest(home) > from);
}

async function standStill(pids: readonly number[]): Promise<void> {
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  await sleep(stillMs);
  for (const pid of pids.filter(runs)) process.kill(pid, 'SIGCONT');
}

test('an undisturbed run, for comparison', () => {
  const ran = calm.eagan('run', ...pipeline);
  assert.equal(ran.exitCode, 0, ran.stderr);
});

test('a worker that is told to end hands its work back with a recovery point, and the next worker continues from there', async () => {
  const started = disturbed.eagan('run', '--detach', ...pipeline);
  assert.equal(started.exitCode, 0, started.stderr);
  await eventually('the final training is under way', () => disturbed.isInFinalTraining(30));
  const worker = disturbed.processes().worker.pid!;
  const trainers = childrenOf(worker);
  process.kill(worker, 'SIGTERM');
  await eventually('the worker has ended', () => !runs(worker));
  assert.deepEqual(trainers.filter(runs), []);
  await trainingGoesOn(disturbed);
});

test('stopping the worker with its trainers, or the server, only delays the run', async () => {
  const { worker, server } = disturbed.processes();
  await standStill([worker.pid!, ...childrenOf(worker.pid!)]);
  await trainingGoesOn(disturbed);
  await standStill([server!.pid!]);
  await trainingGoesOn(disturbed);
  assert.equal(disturbed.processes().server!.pid, server!.pid, 'the server was not replaced');
});

test('a supervisor that is told to end ends all processes, and the next command completes the run with the same result', async () => {
  const { pid, worker, server } = disturbed.processes();
  const all = [pid, worker.pid!, server!.pid!, ...childrenOf(worker.pid!)];
  const before = furthest(disturbed);
  process.kill(pid, 'SIGTERM');
  await eventually('nothing is left', () => !all.some(runs));
  assert.ok(furthest(disturbed) >= before);
  const attached = disturbed.eagan('attach', disturbed.onlyRun().run);
  assert.equal(attached.exitCode, 0, attached.stderr);
  assert.equal(disturbed.onlyRun().resultDigest, calm.onlyRun().resultDigest);
  const resumed = disturbed.history().map(({ circumstances }) => circumstances.resumedAtIteration ?? 0);
  assert.ok(Math.max(...resumed) >= before, `resumed at ${Math.max(...resumed)}, but had been at ${before}`);
});
