// A run that was frozen before kinds of steps got new versions continues on a server with the versions that it had.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { forkRun } from '../../control/runs/fork-run.js';
import { findOrFreeze, type RunRequest } from '../../control/runs/freeze-run.js';
import { omit } from '../../domain/omit.js';
import { kindVersionIn, raisedVersions } from '../../domain/steps/kind-versions.js';
import { ofKind, stepKindNames } from '../../domain/steps/kinds.js';
import { readRun, runRecords, type RunInStore, type Store } from '../../store/index.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { calculatedRun } from '../support/calculated-run.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { shippedFile } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { emptyStore } from '../support/quick-store.js';
import { withServer, type Scene } from '../support/runs.js';

const onServer = withServer();
const file = shippedFile('tiny.yaml');
const text = readFileSync(file, 'utf8');

/** What the command line asks for today. */
function asked(): RunRequest {
  const loaded = loadPipeline({ file, text });
  if (!loaded.ok) throw new Error('the shipped pipeline must be valid');
  const { pipeline, digest } = loaded;
  return { pipeline, digest, text, file, contents: null, decoder: null, fresh: false, isNew: false };
}

const today = asked();
const before: RunRequest = { ...today, pipeline: omit(today.pipeline, 'kindVersions') };

const namedToday = raisedVersions('classifier');
const raised = stepKindNames.filter((kind) => kind in namedToday);
const versionsBefore = Object.fromEntries(raised.map((kind) => [kind, [kindVersionIn({}, kind)]]));
const versionsToday = Object.fromEntries(raised.map((kind) => [kind, [namedToday[kind]!]]));

/** The versions of the kinds that changed, as the run's records have them. */
async function versionsOf(store: Store, run: string): Promise<Record<string, number[]>> {
  const records = await runRecords(store, run);
  return Object.fromEntries(
    raised.map((kind) => [kind, [...new Set(ofKind(kind, records).map(({ step }) => step.kindVersion))]]),
  );
}

async function finished({ store, toEnd }: Scene, run: RunInStore): Promise<RunInStore> {
  assert.equal((await toEnd(run))?.status, 'completed');
  return (await readRun(store.refs, run.frozen.run))!;
}

test('a run of before is found, resumed and forked with its versions, and a new run beside it has today’s', async () => {
  const calm = await calculatedRun(await emptyStore(), before.pipeline);
  const store = await emptyStore();
  const place = 'discriminator/gen-000/evaluate/01';
  const trainer = calculatedTrainer(store, heldAt(place));
  await onServer().withRun(before, store, trainer, async (scene) => {
    await ensureStarted(scene.session, store, scene.run);
    await untilAsked(trainer, place);
    assert.equal((await stopRun({ kind: 'pause' }, scene.follow().request))?.status, 'paused');
    const found = await findOrFreeze(store, today);
    assert.equal(found.frozen.run, scene.run.frozen.run);
    const run = await finished(scene, found);
    assert.equal(run.result!.resultDigest, calm.resultDigest);
    assert.deepEqual(await versionsOf(store, run.frozen.run), versionsBefore);

    const set = ['finalTraining.ema.decay=0.5', 'finalTraining.training.augmentation.horizontalFlip=true'];
    const fork = await forkRun(store, run, { at: 'final', set, directory: projectRoot });
    await finished(scene, fork.run);
    assert.ok(fork.shared > 0);
    assert.deepEqual(await versionsOf(store, fork.run.frozen.run), versionsBefore);

    const other = await finished(scene, await findOrFreeze(store, { ...today, isNew: true }));
    assert.notEqual(other.result!.resultDigest, calm.resultDigest);
    assert.deepEqual(await versionsOf(store, other.frozen.run), versionsToday);
  });
});
