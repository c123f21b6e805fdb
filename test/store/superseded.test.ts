// A run's records after steps were superseded: only the last one of each place that counts, and none of a step that was
// not redone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRefs } from '../../domain/runs/run-state.js';
import { stepKey } from '../../domain/steps/step.js';
import { sketchStep } from '../support/steps.js';
import { openStore, runRecords, standingLines, takeOwnership, type Store } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = 'tiny-01234567';
const at = '2026-01-01T00:00:00.000Z';

async function enter(store: Store, epoch: number, place: string): Promise<void> {
  const step = sketchStep('trainWinner', place, {}, {});
  const key = stepKey(step);
  const circumstances = { run, startedAt: at, finishedAt: at, host: 'here', attempt: 1 };
  const result = { outputs: {}, numbers: {}, status: 'ok' } as const;
  await store.records.put({ schemaVersion: 1, key, fingerprint: 'f', step, ...result, circumstances });
  await store.ledger.append(run, epoch, { place, key, fingerprint: 'f', at }, 'again');
}

async function runOfThree(): Promise<Store> {
  const store = await openStore(temporaryFolder());
  await store.refs.compareAndSwap(runRefs.pipeline(run), 0, { run, pipeline: { stages: [] } });
  await takeOwnership(store.refs, run, 0, at);
  for (const place of ['dataset', 'final/train/segment-00', 'final/train/segment-01']) await enter(store, 1, place);
  return store;
}

const standing = async (store: Store): Promise<string[]> =>
  (await standingLines(store, run)).map(({ place, epoch }) => `${epoch} ${place}`);

test('a superseded step is no step of the run until it has been redone', async () => {
  const store = await runOfThree();
  await takeOwnership(store.refs, run, 1, at, { from: 'final/train/segment-01' });
  assert.deepEqual(await standing(store), ['1 dataset', '1 final/train/segment-00']);
  await enter(store, 2, 'final/train/segment-01');
  assert.deepEqual(await standing(store), ['1 dataset', '1 final/train/segment-00', '2 final/train/segment-01']);
  assert.equal((await runRecords(store, run)).length, 3);
});

test('a superseded step that is no longer in the plan is gone', async () => {
  const store = await runOfThree();
  await takeOwnership(store.refs, run, 1, at, { from: 'final' });
  await enter(store, 2, 'final/train/segment-00');
  assert.deepEqual(await standing(store), ['1 dataset', '2 final/train/segment-00']);
});

test('the last line counts for a step that was entered again without being superseded', async () => {
  const store = await runOfThree();
  await takeOwnership(store.refs, run, 1, at);
  await enter(store, 2, 'dataset');
  assert.deepEqual(await standing(store), ['1 final/train/segment-00', '1 final/train/segment-01', '2 dataset']);
});
