// Runs in the store: ownership has one winner, an ended run stays ended, and an old owner writes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestedEnd, runRefs, type RunOutcome, type RunState } from '../../domain/runs/run-state.js';
import {
  isCompleted,
  openStore,
  readRun,
  runIds,
  takeOwnership,
  writeRequest,
  writeRunOutcome,
  writeRunState,
  type Refs,
} from '../../store/index.js';
import { generatorStage, pipelineOf } from '../domain/fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const at = '2024-01-01T00:00:00.000Z';
const begun = { schemaVersion: 1, startedAt: at } as const;
const failure = { code: 'EAGAN_INTERNAL', message: 'boom', cure: null, activity: null };
const running = (epoch: number): RunState => ({ ...begun, epoch, status: 'running' });
const cancelled = (epoch: number): RunState => ({ ...begun, epoch, finishedAt: at, status: 'cancelled' });
const failed = (epoch: number): RunState => ({ ...begun, epoch, finishedAt: at, status: 'failed', ...failure });

const frozen = { run: 'tiny-01234567', pipeline: pipelineOf([generatorStage]) };

async function refsWithRun(): Promise<Refs> {
  const { refs } = await openStore(temporaryFolder());
  await refs.compareAndSwap(runRefs.pipeline('tiny-01234567'), 0, frozen);
  return refs;
}

test('a run exists once its pipeline is frozen', async () => {
  const refs = await refsWithRun();
  assert.deepEqual(await runIds(refs), ['tiny-01234567']);
  assert.equal(await readRun(refs, 'other'), null);
  const run = await readRun(refs, 'tiny-01234567');
  assert.deepEqual(run, { frozen, owner: null, state: null, request: null, result: null });
});

test('if two processes take the first ownership at once, exactly one gets it', async () => {
  const refs = await refsWithRun();
  const tries = await Promise.allSettled([1, 2, 3].map(() => takeOwnership(refs, 'tiny-01234567', 0, at)));
  assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
  assert.equal(await takeOwnership(refs, 'tiny-01234567', 1, at), 2);
});

test('a run that ended in an epoch stays ended, the next epoch starts it again, and the old one is refused', async () => {
  const refs = await refsWithRun();
  const run = 'tiny-01234567';
  await takeOwnership(refs, run, 0, at);
  for (const state of [running(1), cancelled(1), failed(1)]) await writeRunState(refs, run, state);
  assert.equal((await readRun(refs, run))?.state?.status, 'cancelled');
  await takeOwnership(refs, run, 1, at);
  await writeRunState(refs, run, running(2));
  await assert.rejects(writeRunState(refs, run, failed(1)), { code: 'EAGAN_SUPERSEDED' });
  assert.equal((await readRun(refs, run))?.state?.status, 'running');
});

test('only its newest owner completes a run: an owner loses it when steps are redone', async () => {
  const refs = await refsWithRun();
  const run = 'tiny-01234567';
  await takeOwnership(refs, run, 0, at);
  await writeRunState(refs, run, { ...begun, epoch: 1, finishedAt: at, status: 'completed', exportKey: 'e' });
  assert.ok(isCompleted((await readRun(refs, run))!));
  await takeOwnership(refs, run, 1, at, { from: 'final' });
  assert.ok(!isCompleted((await readRun(refs, run))!));
});

test('a request is for one epoch: cancel replaces pause, and a request to an older owner is refused', async () => {
  const refs = await refsWithRun();
  const run = 'tiny-01234567';
  const ask = (epoch: number, kind: 'pause' | 'cancel'): Promise<void> =>
    writeRequest(refs, run, { schemaVersion: 1, epoch, kind, at });
  await takeOwnership(refs, run, 0, at);
  for (const kind of ['pause', 'cancel', 'pause'] as const) await ask(1, kind);
  const asked = (await readRun(refs, run))?.request;
  assert.deepEqual([requestedEnd(asked, 1), requestedEnd(asked, 2)], [{ status: 'cancelled' }, null]);
  await takeOwnership(refs, run, 1, at);
  await assert.rejects(ask(1, 'cancel'), { code: 'EAGAN_SUPERSEDED' });
  await ask(2, 'pause');
  assert.deepEqual(requestedEnd((await readRun(refs, run))?.request, 2), { status: 'paused' });
});

test('if the server knows a newer owner than a restored store, the next epoch comes after that owner', async () => {
  const refs = await refsWithRun();
  assert.equal(await takeOwnership(refs, 'tiny-01234567', 0, at, { seen: 4 }), 5);
  await assert.rejects(writeRunState(refs, 'tiny-01234567', running(4)), { code: 'EAGAN_SUPERSEDED' });
});

test('equal results are written once, however often and by how many, and another result replaces the old one', async () => {
  const refs = await refsWithRun();
  const run = 'tiny-01234567';
  const outcome = (resultDigest: string): RunOutcome => ({ schemaVersion: 1, resultDigest, exportKey: 'e' });
  await Promise.all([1, 2, 3].map(() => writeRunOutcome(refs, run, outcome('a'))));
  assert.deepEqual(await refs.get(runRefs.result(run)), { version: 1, value: outcome('a') });
  await writeRunOutcome(refs, run, outcome('b'));
  assert.deepEqual((await readRun(refs, run))?.result, outcome('b'));
});

test('taking a run and redoing its steps are one write, which later owners keep', async () => {
  const refs = await refsWithRun();
  const run = 'tiny-01234567';
  const supersessions = async (): Promise<unknown> => (await readRun(refs, run))?.owner?.supersessions;
  await takeOwnership(refs, run, 0, at);
  assert.equal(await supersessions(), undefined);
  await takeOwnership(refs, run, 1, at, { from: 'final' });
  await takeOwnership(refs, run, 2, at);
  await assert.rejects(takeOwnership(refs, run, 2, at, { from: 'dataset' }), { code: 'EAGAN_SUPERSEDED' });
  assert.deepEqual(await supersessions(), [{ epoch: 2, from: 'final' }]);
  await takeOwnership(refs, run, 3, at, { from: 'generator/gen-001' });
  assert.deepEqual(await supersessions(), [
    { epoch: 2, from: 'final' },
    { epoch: 4, from: 'generator/gen-001' },
  ]);
});
