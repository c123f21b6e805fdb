// A matrix on a real server: its runs start one after the other, by a command or by the worker, and stop when people
// say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freezeMatrixOf } from '../support/matrix.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { statusOf } from '../../control/matrix/find-matrix.js';
import { letGo, startNext } from '../../control/matrix/start-next.js';
import { requestStop } from '../../control/matrix/stop-matrix.js';
import { readMatrix, readRun, type Store } from '../../store/index.js';
import { calculatedTrainer, heldAt } from '../support/calculated-trainer.js';
import { emptyStore } from '../support/quick-store.js';
import { withoutStages, withServer, type Scene } from '../support/runs.js';

const onServer = withServer();
const by = { user: 'anna', host: 'here' };
const now = async (store: Store, name: string): ReturnType<typeof statusOf> =>
  statusOf(store, (await readMatrix(store.refs, name))!);

/** A matrix of three seeds, on a trainer of hashes. */
async function withMatrix(name: string, use: (scene: Scene, runs: readonly string[]) => Promise<void>): Promise<void> {
  const store = await emptyStore();
  const { runs, requests } = await freezeMatrixOf(store, name, { ...withoutStages, name }, [1, 2, 3]);
  await onServer().withRun(requests[0]!, store, calculatedTrainer(store), (scene) => use(scene, runs));
}

test('runs start in their order, two starters at once start one run, and the last one leaves nothing to start', async () => {
  await withMatrix('in-order', async ({ store, session, toEnd }, runs) => {
    for (const run of runs) {
      const started = await Promise.all([1, 2].map(() => startNext(session, store, 'in-order', by)));
      assert.deepEqual(started.map((next) => next.run?.frozen.run), [run, run]); // prettier-ignore
      assert.equal((await toEnd(started[0]!.run!))?.status, 'completed');
      assert.equal((await readRun(store.refs, run))!.owner!.epoch, 1);
    }
    assert.equal((await startNext(session, store, 'in-order', by)).run, null);
    assert.equal(await now(store, 'in-order'), 'completed');
  });
});

test('a paused matrix starts nothing until people resume it, and goes on with the run that was paused', async () => {
  const store = await emptyStore();
  const { runs, requests } = await freezeMatrixOf(store, 'held', { ...withoutStages, name: 'held' }, [1, 2]);
  const trainer = calculatedTrainer(store, heldAt('final/train/segment-00'));
  await onServer().withRun(requests[0]!, store, trainer, async ({ session, follow }) => {
    const { run } = await startNext(session, store, 'held', by);
    const running = await requestStop(store, 'held', { kind: 'pause', by });
    assert.deepEqual(running.map(({ frozen }) => frozen.run), [runs[0]]); // prettier-ignore
    const ended = await stopRun({ kind: 'pause', by }, follow({ run: run! }).request);
    assert.equal(ended?.status, 'paused');
    assert.equal(await now(store, 'held'), 'paused');
    assert.equal((await startNext(session, store, 'held', by)).run, null);
    const found = (await readMatrix(store.refs, 'held'))!;
    await letGo(store, found, by, 'resume');
    assert.deepEqual((await readMatrix(store.refs, 'held'))!.request.again, { [runs[0]!]: 1 });
  });
  await onServer().withRun(requests[0]!, store, calculatedTrainer(store), async ({ session, toEnd }) => {
    for (const expected of runs) {
      const { run } = await startNext(session, store, 'held', by);
      assert.equal(run?.frozen.run, expected);
      assert.equal((await toEnd(run!))?.status, 'completed');
    }
    assert.equal(await now(store, 'held'), 'completed');
  });
});

test('a matrix that is frozen again is found; another one needs another name', async () => {
  const store = await emptyStore();
  const pipeline = { ...withoutStages, name: 'again' };
  const first = await freezeMatrixOf(store, 'again', pipeline, [1, 2]);
  assert.deepEqual((await freezeMatrixOf(store, 'again', pipeline, [1, 2])).runs, first.runs);
  await assert.rejects(freezeMatrixOf(store, 'again', pipeline, [1, 2, 3]), { code: 'EAGAN_USAGE' });
  await assert.rejects(freezeMatrixOf(store, first.runs[0]!, pipeline, [1]), { code: 'EAGAN_USAGE' });
  await assert.rejects(freezeMatrixOf(store, '../up', pipeline, [1]), { code: 'EAGAN_USAGE' });
});
