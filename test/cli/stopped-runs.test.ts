// Stopped runs: the output and exit codes of run, attach, status, pause, cancel and resume where no server is needed.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRun, writeRunState } from '../../store/index.js';
import { completeRun, endRun, pipelineFile, startedRun, stateFolder } from '../control/finished-run.js';
import { runEagan } from './support.js';

for (const status of ['paused', 'cancelled'] as const) {
  for (const command of ['run', 'attach'] as const) {
    test(`${command} of a ${status} run starts nothing, names resume and exits with 5`, async () => {
      const state = await stateFolder();
      const run = await startedRun(state, 1);
      await endRun(state, run, status);
      const { exitCode, stdout } = await runEagan([
        ...[command, command === 'run' ? pipelineFile : run],
        ...['--home', state.folder],
      ]);
      assert.deepEqual(
        [exitCode, stdout],
        [5, `${run} is ${status}; its finished steps are kept. Continue it: eagan resume ${run}\n`],
      );
      await assert.rejects(stat(join(state.folder, 'temporal')), { code: 'ENOENT' });
      const json = await runEagan(['attach', run, '--json', '--home', state.folder]);
      assert.deepEqual(JSON.parse(json.stdout), { schemaVersion: 1, run, status });
    });
  }
}

test('every command says at which limit of its budget a run paused and how to continue; resume without another limit starts nothing', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  const budget = 'budget (candidates 40 of 40)';
  const found = (await readRun(state.store.refs, run))!;
  const times = { startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T01:00:00.000Z' };
  const epoch = found.owner?.epoch ?? 1;
  await writeRunState(state.store.refs, run, { schemaVersion: 1, epoch, ...times, status: 'paused', budget });
  const goOn = `eagan resume ${run} --budget candidates=… (or none)`;
  for (const command of [
    ['run', pipelineFile],
    ['attach', run],
    ['resume', run],
  ]) {
    const { exitCode, stdout } = await runEagan([...command, '--home', state.folder]);
    const told = `${run} is paused: ${budget}; its finished steps are kept. Continue it: ${goOn}\n`;
    assert.deepEqual([exitCode, stdout], [5, told]);
  }
  await assert.rejects(stat(join(state.folder, 'temporal')), { code: 'ENOENT' });
  const { stdout } = await runEagan(['status', run, '--home', state.folder]);
  assert.ok(stdout.includes(`\npaused    ${budget}\ncontinue  ${goOn}`), stdout);
  const wrong = await runEagan(['resume', run, '--budget', 'hours=3', '--home', state.folder]);
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /EAGAN_USAGE: --budget must be like deviceHours=12/);
});

const failures = { failed: 'EAGAN_RUN_FAILED: .* failed', blocked: 'EAGAN_RUN_BLOCKED: .* is blocked' } as const;
for (const status of ['failed', 'blocked'] as const) {
  test(`attach to a ${status} run gives the cause, the cure, the command that continues it, and exit code 1`, async () => {
    const state = await stateFolder();
    const run = await startedRun(state, 1);
    await endRun(state, run, status);
    const { exitCode, stderr } = await runEagan(['attach', run, '--home', state.folder]);
    assert.equal(exitCode, 1);
    const cause = 'in fitExtractor: EAGAN_EXTRACTOR_USELESS: accuracy 0\\.2\\n→ More epochs\\.';
    assert.match(stderr, new RegExp(`${failures[status]} ${cause} Then: eagan run FILE --seed 1; finished`));
    const told = await runEagan(['status', run, '--home', state.folder]);
    assert.equal(told.exitCode, 1);
    assert.match(
      told.stdout,
      new RegExp(
        `\n${status} +EAGAN_EXTRACTOR_USELESS: .*\n→ More epochs\\. Then: .*\ncontinue +eagan run FILE --seed 1\n`,
      ),
    );
  });
}

for (const command of ['pause', 'cancel', 'resume'] as const) {
  test(`${command} needs the name of a run if it cannot ask for it`, async () => {
    const state = await stateFolder();
    await startedRun(state, 1);
    const unnamed = await runEagan([command, '--home', state.folder]);
    assert.equal(unnamed.exitCode, 2);
    assert.match(unnamed.stderr, new RegExp(`EAGAN_USAGE: eagan ${command} needs the id of a run`));
    assert.equal((await runEagan([command, 'nothing', '--home', state.folder])).exitCode, 4);
  });
}

test('pause and cancel do not change a run that has ended; resume shows the result of a completed run', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  await completeRun(state, run);
  for (const command of ['pause', 'cancel']) {
    const ended = await runEagan([command, run, '--home', state.folder]);
    assert.deepEqual([ended.exitCode, ended.stdout], [1, `${run} is completed; there is nothing to ${command}\n`]);
  }
  const resumed = await runEagan(['resume', run, '--home', state.folder]);
  assert.equal(resumed.exitCode, 0);
  assert.match(resumed.stdout, new RegExp(`^${run} is completed\n`));
});

test('a paused run can be cancelled without a server, and stopping a stopped run is no failure', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  await endRun(state, run, 'paused');
  const again = await runEagan(['pause', run, '--json', '--home', state.folder]);
  assert.deepEqual(
    [again.exitCode, JSON.parse(again.stdout)],
    [0, { schemaVersion: 1, run, status: 'paused', paused: true }],
  );
  const cancelled = await runEagan(['cancel', run, '--json', '--home', state.folder]);
  assert.deepEqual(
    [cancelled.exitCode, JSON.parse(cancelled.stdout)],
    [0, { schemaVersion: 1, run, status: 'cancelled', cancelled: true }],
  );
  assert.equal((await readRun(state.store.refs, run))?.state?.status, 'cancelled');
  await assert.rejects(stat(join(state.folder, 'temporal')), { code: 'ENOENT' });
});
