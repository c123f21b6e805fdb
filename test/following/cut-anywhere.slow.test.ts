// A run that is resumed after any number of closed steps performs exactly the others and reaches the same result.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRefs } from '../../domain/runs/run-state.js';
import {
  readRun,
  takeOwnership,
  writeRunState,
  type StepLine,
  type RunInStore,
  type Store,
} from '../../store/index.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { withServer } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();

/**
 * Makes a run of the same pipeline that stopped after the first `count` lines of the ledger, with only their records.
 */
async function cutAfter(
  store: Store,
  { frozen }: RunInStore,
  lines: readonly StepLine[],
  count: number,
): Promise<RunInStore> {
  const run = `${frozen.run}-cut-${count}`;
  await store.refs.compareAndSwap(runRefs.pipeline(run), 0, { ...frozen, run, fresh: true });
  const at = new Date().toISOString();
  const epoch = await takeOwnership(store.refs, run, 0, at);
  for (const line of lines.slice(0, count)) await store.ledger.append(run, epoch, line);
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch, startedAt: at, finishedAt: at, status: 'paused' });
  return (await readRun(store.refs, run))!;
}

/** Steps that no trainer is asked for. */
const isDecision = (place: string): boolean => /(\/select|\/close)$/.test(place);

/** Parallel workers. Each lane has a store of its own and takes every third length. */
const lanes = [0, 1, 2];

test('a run that is cut after any number of closed steps does only the missing steps, and ends with the same digest', async () => {
  const cuts = (await Promise.all(lanes.map(cutInLane))).flat().sort((a, b) => a - b);
  assert.ok(cuts.length > 40);
  assert.deepEqual(
    cuts,
    cuts.map((_, index) => index),
    'every length was tried',
  );
});

/** The lengths that were tried. */
async function cutInLane(lane: number): Promise<number[]> {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  const cuts: number[] = [];
  await onServer().withRun(`cut-${lane}`, store, trainer, async (scene) => {
    const { resultDigest } = await scene.toResult();
    const lines = await store.ledger.entries(scene.run.frozen.run);
    for (let count = lane; count <= lines.length; count += lanes.length) {
      const cut = await cutAfter(store, scene.run, lines, count);
      const before = trainer.asked.length;
      assert.equal((await scene.toResult(cut)).resultDigest, resultDigest);
      const missing = lines.slice(count).flatMap(({ place }) => (isDecision(place) ? [] : [place]));
      const asked = trainer.asked.slice(before);
      assert.deepEqual([...new Set(asked)].filter((place) => missing.includes(place)).sort(), missing.sort());
      assert.ok(
        asked.length <= missing.length + 1,
        `at most one more for the resume certificate, after ${count} steps: ${asked.join()}`,
      );
      cuts.push(count);
    }
  });
  return cuts;
}
