// Pausing, cancelling and resuming on a real server, in every phase and in any order of events.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { tinyPipeline, withServer, type Scene, calmDigest } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();

/** Each test has a store of its own, so that all can have the same run on one server. */
const name = 'phases';

let expected: Promise<string> | undefined;

const stage = tinyPipeline.stages[1]!.id;
const phases = [
  'dataset',
  `${stage}/warmup/segment-00`,
  `${stage}/gen-000/train/segment-00`,
  `${stage}/gen-001/evaluate/01`,
  'final/train/segment-00',
  'final/score/noise',
  'export',
];
for (const [index, place] of phases.entries()) {
  const kind = index % 2 === 0 ? 'pause' : 'cancel';
  test(`a run after ${kind} at ${place} continues there and ends with the same digest`, async () => {
    const store = await emptyStore();
    const trainer = calculatedTrainer(store, heldAt(place));
    await onServer().withRun(name, store, trainer, async ({ run, session, follow, toEnd, now }: Scene) => {
      await ensureStarted(session, store, run);
      const watching = followRun(follow().request, session);
      await untilAsked(trainer, place);
      const status = kind === 'pause' ? 'paused' : 'cancelled';
      assert.equal((await stopRun({ kind }, follow().request))?.status, status);
      assert.equal((await watching)?.status, status, 'the follower is told');
      const before = trainer.asked.length;
      assert.equal((await toEnd())?.status, 'completed');
      const after = trainer.asked.slice(before);
      const finished = new Set(trainer.asked.slice(0, before).filter((asked) => asked !== place));
      // Parallel steps may have been interrupted too.
      const again = after.filter((asked) => finished.has(asked) && !/evaluate|score/.test(asked));
      assert.ok(again.length <= 1, `at most one step of the resume certificate (got ${again.join()})`);
      assert.ok(after.includes(place));
      assert.equal((await now()).result?.resultDigest, await (expected ??= calmDigest(onServer(), name)));
      const journal = await store.ledger.lines(run.frozen.run);
      assert.deepEqual(
        journal
          .filter(({ kind }) => kind === 'requested' || kind === 'started')
          .map(({ kind, epoch }) => [kind, epoch]),
        [
          ['started', 1],
          ['requested', 1],
          ['started', 2],
        ],
      );
    });
  });
}
