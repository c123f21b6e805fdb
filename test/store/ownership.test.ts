// If many processes take a run at once, exactly one gets each epoch of ownership.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { readRun, openStore } from '../../store/index.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { projectRoot } from '../support/project.js';
import { pipelineOf } from '../domain/fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const processes = 4;
const tries = 20;

/** Takes the run as often as possible, and prints the epochs that it got. */
const taker = `
const { openStore, readRun, takeOwnership } = await import(process.argv[1]);
const { refs } = await openStore(process.argv[2]);
const got = [];
for (let i = 0; i < ${tries}; i++) {
  const known = (await readRun(refs, 'run')).owner?.epoch ?? 0;
  await takeOwnership(refs, 'run', known, '').then((epoch) => got.push(epoch), (error) => {
    if (!['EAGAN_REF_CONFLICT', 'EAGAN_SUPERSEDED'].includes(error.code)) throw error;
  });
}
console.log(JSON.stringify(got));
`;

test(`if ${processes} processes take a run at once, exactly one gets each epoch, and no epoch is left out`, async () => {
  const folder = temporaryFolder();
  const { refs } = await openStore(folder);
  await refs.compareAndSwap(runRefs.pipeline('run'), 0, { run: 'run', pipeline: pipelineOf([]) });
  const program = join(projectRoot, 'dist/store/index.js');
  const args = ['--input-type=module', '--eval', taker, program, folder];
  const take = async (): Promise<number[]> =>
    JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as number[];
  const got = await Promise.all(Array.from({ length: processes }, take));
  const epochs = got.flat().sort((a, b) => a - b);
  assert.deepEqual(
    epochs,
    epochs.map((_, index) => index + 1),
  );
  assert.equal((await readRun(refs, 'run'))?.owner?.epoch, epochs.length);
  assert.ok(epochs.length >= tries);
});
