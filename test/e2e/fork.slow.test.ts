// Forks and redone steps as people type them, on real trainers.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { RunOverview } from '../../control/runs/run-overview.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

const statusOf = (run: string): RunOverview => home.json<RunOverview>('status', run);
let source: RunOverview;

test('a fork that changes the final training shares everything before it, names its source, and gets another result', () => {
  const ran = home.eagan('run', 'pipelines/tiny.yaml');
  assert.equal(ran.exitCode, 0, ran.stderr);
  source = home.onlyRun();
  const forked = home.eagan('fork', source.run, '--at', 'final', '--set', 'finalTraining.ema.decay=0.5');
  assert.equal(forked.exitCode, 0, forked.stderr);
  assert.match(forked.stderr, new RegExp(`shares \\d+ steps with ${source.run}, up to final`));
  assert.match(forked.stdout, new RegExp(`forked +from ${source.run} at final`));
  const fork = home.runs()[0]!;
  assert.deepEqual(fork.forkedFrom, { run: source.run, at: 'final' });
  assert.notEqual(fork.resultDigest, source.resultDigest);
});

test('a change that alters an earlier step, and an unknown place, are refused', () => {
  const altering = ['fork', source.run, '--at', 'discriminator/gen-001', '--set', 'seed=2'];
  const { error } = home.json<{ error: { code: string; altered: string[] } }>(...altering);
  assert.equal(error.code, 'EAGAN_FORK_ALTERS');
  assert.ok(error.altered.includes('generator/open') && !error.altered.includes('reference'));
  assert.equal(home.eagan(...altering).exitCode, 2);
  const unknown = home.eagan('resume', source.run, '--from', 'generator/gen-7');
  assert.equal(unknown.exitCode, 4);
  assert.match(unknown.stderr, /EAGAN_PLACE_UNKNOWN/);
});

test('a finished run redoes its last steps and ends with the same digest', () => {
  const resumed = home.eagan('resume', source.run, '--from', 'final/train/segment-01');
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  const { status, resultDigest, epoch } = statusOf(source.run);
  assert.deepEqual([status, resultDigest, epoch], ['completed', source.resultDigest, 2]);
});
