// A pipeline that searches nothing, on a real server: the workflow goes from the data to the final training, and
// resumes inside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopRun } from '../../control/execution/stop-run.js';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { requestOf, withServer, withoutStages, calmDigest } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();

test('a pipeline without stages completes, even if it was paused in its final training', async () => {
  const expected = await calmDigest(onServer(), requestOf(withoutStages));
  const other = await emptyStore();
  const place = 'final/train/segment-00';
  const trainer = calculatedTrainer(other, heldAt(place));
  await onServer().withRun(requestOf(withoutStages), other, trainer, async ({ run, session, follow, toEnd, now }) => {
    await ensureStarted(session, other, run);
    const watching = followRun(follow().request, session);
    await untilAsked(trainer, place);
    assert.equal((await stopRun({ kind: 'pause' }, follow().request))?.status, 'paused');
    await watching;
    assert.equal((await toEnd())?.status, 'completed');
    assert.equal((await now()).result?.resultDigest, expected);
    assert.ok(trainer.asked.every((asked) => /^(dataset|extractor|reference|final\/.*|export)$/.test(asked)));
  });
});
