// Activities do what the run's plan in the store asks for, in every situation in which a run continues.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ApplicationFailure } from '@temporalio/common';
import { errorCatalogue } from '../../domain/errors.js';
import { walkStoredRun, readRun } from '../../store/index.js';
import { ActivityRun, type SentRequest } from '../support/activity-run.js';
import { coupledPipeline } from '../support/coupled-pipeline.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const tiny = pipelineOf('tiny.yaml');
const newStore = () => quickStore(temporaryFolder());

async function digestOf(pipeline = tiny): Promise<string> {
  const calm = await ActivityRun.freeze(await newStore(), pipeline);
  await calm.own();
  return calm.toEnd();
}

const codeOf = async (failing: Promise<unknown>): Promise<string> => {
  const failure = await failing.then(
    () => assert.fail('it must be refused'),
    (error: ApplicationFailure) => error,
  );
  assert.ok(Object.hasOwn(errorCatalogue, failure.type ?? ''), String(failure.type));
  assert.equal(failure.nonRetryable, true);
  return failure.type!;
};

for (const [name, pipeline] of Object.entries({ tiny, coupled: coupledPipeline() }))
  test(`a ${name} run asks only for steps of its plan, also of a worker that begins at each request`, async () => {
    const restarting: ActivityRun = await ActivityRun.freeze(await newStore(), pipeline, {
      onSend: () => restarting.restartWorker(),
    });
    await restarting.own();
    assert.equal(await restarting.toEnd(), await digestOf(pipeline));
  });

test('every request of a finished run may come again: late ones change nothing', async () => {
  const sent: SentRequest[] = [];
  const run = await ActivityRun.freeze(await newStore(), tiny, { onSend: (request) => void sent.push(request) });
  await run.own();
  await run.toEnd();
  const lines = await run.store.ledger.entries(run.run);
  run.restartWorker();
  for (const request of sent) await run.deliver(request);
  assert.deepEqual(await run.store.ledger.entries(run.run), lines);
});

test('objects that the plan is built from are made again when a new worker walks it', async () => {
  const run = await ActivityRun.freeze(await newStore(), tiny);
  await run.own();
  const digest = await run.toEnd();
  const { store } = run;
  const found = (await readRun(store.refs, run.run))!;
  const { passed } = await walkStoredRun(store, found);
  const lost = passed.flatMap(({ stage, finished }) => [
    ...(stage ? [stage.populationDigest] : []),
    ...finished.map(({ winnerDigest }) => winnerDigest),
  ]);
  assert.ok(new Set(lost).size > 4);
  for (const object of new Set(lost)) rmSync(join(store.folder, 'objects', object.slice(0, 2), object.slice(2)));
  run.restartWorker();
  const { exportKey } = (await readRun(store.refs, run.run))!.result!;
  assert.equal((await run.finish({ status: 'completed', exportKey })).resultDigest, digest);
  assert.equal(
    (await store.ledger.lines(run.run)).filter(({ kind }) => kind === 'repaired').length,
    new Set(lost).size,
  );
});

test('the record of an earlier step that is lost stops a new worker with its cure, and a resume computes it again', async () => {
  const run = await ActivityRun.freeze(await newStore(), tiny);
  await run.own();
  const digest = await run.toEnd();
  const { exportKey } = (await readRun(run.store.refs, run.run))!.result!;
  const line = (await run.store.ledger.entries(run.run)).find(({ place }) => place.endsWith('gen-000/select'))!;
  rmSync(join(run.store.folder, 'records', line.key.slice(0, 2), `${line.key}-${line.fingerprint}.json`));
  run.restartWorker();
  assert.equal(await codeOf(run.finish({ status: 'completed', exportKey })), 'EAGAN_OBJECT_MISSING');
  await run.own();
  assert.equal(await run.toEnd(), digest);
});

test('steps that are taken back are asked for again, and only in the new epoch', async () => {
  const sent: SentRequest[] = [];
  const run = await ActivityRun.freeze(await newStore(), tiny, { onSend: (request) => void sent.push(request) });
  await run.own();
  const digest = await run.toEnd();
  const early = sent.splice(0);
  const asked = run.trainer.asked.length;
  const from = 'generator/gen-001';
  await run.own(from);
  assert.equal(await run.toEnd(), digest);
  assert.ok(run.trainer.asked.length > asked);
  for (const old of early) assert.equal(await codeOf(run.deliver(old)), 'EAGAN_SUPERSEDED');
});

test('a run that shall share nothing computes all steps again, whatever its requests say', async () => {
  const store = await newStore();
  const first = await ActivityRun.freeze(store, tiny, { run: 'first-12345678' });
  await first.own();
  const digest = await first.toEnd();
  const second = await ActivityRun.freeze(store, tiny, {
    run: 'second-12345678',
    frozen: { fresh: true },
  });
  await second.own();
  assert.equal(await second.toEnd(), digest);
  assert.deepEqual([...second.trainer.asked].sort(), [...first.trainer.asked].sort());
});
