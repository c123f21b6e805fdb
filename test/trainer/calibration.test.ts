// A real calibration: it is measured once, stored with its conditions, and used only under these conditions.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunPlan } from '../../control/plan/read-plan.js';
import type { Calibration } from '../../planning/types.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from '../cli/support.js';
import { shippedFile } from '../support/pipelines.js';

const home = temporaryFolder();
const file = shippedFile('tiny.yaml');

async function plan(...argv: string[]): Promise<RunPlan> {
  const { exitCode, stdout, stderr } = await runEagan(['--home', home, 'plan', file, '--json', ...argv]);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as RunPlan;
}

test('a calibration is reported, stored, and used only for its own sizes and trainers', async (t) => {
  const measured = (await plan('--calibrate', '--price', '36')).time!;
  await t.test('every part of the run and every cost has a time', () => {
    assert.deepEqual(
      measured.phases.map(({ phase }) => phase),
      ['data', 'generator', 'discriminator', 'final'],
    );
    for (const { phase, wallSeconds, trainingSeconds, evaluationSeconds } of measured.phases) {
      assert.ok(wallSeconds > 0, phase);
      if (phase !== 'data') assert.ok(trainingSeconds > 0 && evaluationSeconds > 0, phase);
    }
    assert.deepEqual(
      measured.bySlots.map(({ slots }) => slots),
      [1, 2, 4, 8],
    );
    assert.equal(measured.cost, (36 * measured.deviceSeconds) / 3600);
    // On a busy machine time is up before the last parts; they are computed from what was measured first.
    assert.deepEqual(measured.calibration.computed.filter((part) => part.startsWith('generator')), []); // prettier-ignore
    assert.match(measured.calibration.runtimes.train, /^[0-9a-f]{64}$/);
  });
  await t.test('the next plan finds it and describes it for people', async () => {
    const found = (await plan()).time!;
    assert.deepEqual({ ...found, cost: null }, { ...measured, cost: null });
    const { stdout } = await runEagan(['--home', home, 'plan', file]);
    assert.match(stdout, /^time with \d+ slots?: .*; trainers at work for .* device hours$/m);
  });
  await t.test('other channels, batches or threads are other sizes; another seed is not', async () => {
    const sizes = ['networks.generator.channels=8', 'training.batch={ discriminator: 2, generator: 4 }'];
    for (const set of [...sizes, 'resources={ train: { threads: 2 } }'])
      assert.equal((await plan('--set', set)).time, null, set);
    assert.notEqual((await plan('--set', 'seed=2')).time, null);
  });
  await t.test('a calibration of another machine is not used', async () => {
    const folder = join(home, 'calibrations');
    const [name] = readdirSync(folder);
    const known = JSON.parse(readFileSync(join(folder, name!), 'utf8')) as Calibration;
    for (const kind of ['train', 'evaluate'] as const) {
      const runtimes = { ...known.runtimes, [kind]: '0'.repeat(64) };
      writeFileSync(join(folder, name!), JSON.stringify({ ...known, runtimes }));
      assert.equal((await plan()).time, null, kind);
    }
    writeFileSync(join(folder, name!), JSON.stringify(known));
    assert.notEqual((await plan()).time, null);
  });
});
