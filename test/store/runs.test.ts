// Runs in the store: ownership has one winner, an end is an end, an old owner writes nothing.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { completeRun, openStore, readRun, runIds, runRefs, takeOwnership, writeRunState } from '../../store/index.js';
import type { Refs, RunState } from '../../store/index.js';
import { temporaryFolder } from './support.js';

const at = '2024-01-01T00:00:00.000Z';
const state = (status: RunState['status'], epoch: number): RunState => ({ schemaVersion: 1, status, epoch, at });

async function refsWithRun(context: TestContext): Promise<Refs> {
  const { refs } = await openStore(await temporaryFolder(context));
  await refs.compareAndSwap(runRefs.pipeline('tiny-01234567'), 0, { run: 'tiny-01234567' });
  return refs;
}

test('a run is there once its pipeline is frozen', async (context) => {
  const refs = await refsWithRun(context);
  assert.deepEqual(await runIds(refs), ['tiny-01234567']);
  assert.equal(await readRun(refs, 'other'), null);
  const run = await readRun(refs, 'tiny-01234567');
  assert.deepEqual(run, { frozen: { run: 'tiny-01234567' }, owner: null, state: null, result: null });
});

test('of two that take the first ownership at once, exactly one gets it', async (context) => {
  const refs = await refsWithRun(context);
  const tries = await Promise.allSettled([1, 2, 3].map(() => takeOwnership(refs, 'tiny-01234567', 0, at)));
  assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
  assert.equal(await takeOwnership(refs, 'tiny-01234567', 1, at), 2);
});

test('what ended in an epoch stays ended; the next epoch starts it again; the old one is refused', async (context) => {
  const refs = await refsWithRun(context);
  const run = 'tiny-01234567';
  await takeOwnership(refs, run, 0, at);
  for (const status of ['running', 'cancelled', 'failed'] as const) await writeRunState(refs, run, state(status, 1));
  assert.equal((await readRun(refs, run))?.state?.status, 'cancelled');
  await takeOwnership(refs, run, 1, at);
  await writeRunState(refs, run, state('running', 2));
  await assert.rejects(writeRunState(refs, run, state('failed', 1)), { code: 'EAGAN_SUPERSEDED' });
  assert.equal((await readRun(refs, run))?.state?.status, 'running');
});

test('completing a run twice gives one result', async (context) => {
  const refs = await refsWithRun(context);
  const run = 'tiny-01234567';
  await takeOwnership(refs, run, 0, at);
  await writeRunState(refs, run, state('running', 1));
  const result = { schemaVersion: 1, epoch: 1, resultDigest: 'd', exportKey: 'k', at } as const;
  await completeRun(refs, run, result);
  await completeRun(refs, run, { ...result, at: 'later' });
  const found = await readRun(refs, run);
  assert.deepEqual([found?.state?.status, found?.result], ['completed', result]);
  assert.equal((await refs.get(runRefs.result(run)))?.version, 1);
});
