// `resume --from` on a real server and a real store: exactly the later steps are redone, and a crash leaves all of this
// or nothing.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { overviewOf } from '../../control/runs/run-overview.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { isAtOrAfter } from '../../domain/steps/place-order.js';
import { expectedSteps } from '../../domain/plan/index.js';
import { readRun, runRecords, standingLines, takeOwnership, verifyRun } from '../../store/index.js';
import {
  calculatedTrainer,
  untilInterrupted,
  type CalculatedTrainer,
  untilAsked,
} from '../support/calculated-trainer.js';
import { tinyPipeline, withServer, type Scene } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const plan = await expectedSteps(tinyPipeline, 500);
/** Steps that a trainer is asked for. Activities decide the others themselves. */
const inTrainer = plan.filter(({ kind }) => kind !== 'select' && kind !== 'closeStage').map(({ place }) => place);

/** Redoes steps and follows the run to its end. Gives the result digest. */
async function redo({ store, run, session, follow }: Scene, from: string): Promise<string> {
  assert.equal(await ensureStarted(session, store, run, { from }), true);
  assert.equal((await followRun(follow().request, session))?.status, 'completed');
  return (await readRun(store.refs, run.frozen.run))!.result!.resultDigest;
}

/**
 * Asserts that the trainer was asked for every step from there on, and for no other except those that certificates ran
 * again.
 */
async function assertRedone({ store, run }: Scene, { asked }: CalculatedTrainer, from: string): Promise<void> {
  const isLater = isAtOrAfter(tinyPipeline, from);
  const journal = await store.ledger.lines(run.frozen.run);
  const beside = journal.flatMap((entry) => (entry.kind === 'certificate' ? [entry.place] : []));
  assert.deepEqual(
    asked.filter((place) => !isLater(place) && !beside.includes(place)),
    [],
    from,
  );
  assert.deepEqual([...new Set(asked.filter(isLater))].sort(), inTrainer.filter(isLater).sort(), from);
}

const places = [
  'dataset',
  'generator/gen-001',
  'generator/gen-001/evaluate/02',
  'generator/close',
  'discriminator/gen-000/train/segment-01',
  'final/score',
  'final/train/segment-01',
  'export',
];

test('from each place exactly the later steps are redone, and the run ends with the same digest', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  await onServer().withRun('from-each', store, trainer, async (scene) => {
    const name = scene.run.frozen.run;
    await scene.toEnd();
    const { resultDigest } = (await scene.now()).result!;
    for (const [index, from] of places.entries()) {
      trainer.asked.length = 0;
      assert.equal(await redo(scene, from), resultDigest, from);
      const isLater = isAtOrAfter(tinyPipeline, from);
      await assertRedone(scene, trainer, from);
      const epoch = index + 2;
      const again = (await standingLines(store, name)).filter((line) => line.epoch === epoch);
      const later = plan.map(({ place }) => place).filter(isLater);
      assert.deepEqual(again.map(({ place }) => place).sort(), later.sort(), from);
      assert.equal((await runRecords(store, name)).length, plan.length);
    }
    const taken = (await store.ledger.lines(name)).flatMap((entry) =>
      entry.kind === 'superseded' ? [entry.from] : [],
    );
    assert.deepEqual(taken, places);
    assert.deepEqual((await verifyRun(store, await scene.now())).findings, []);
  });
});

/** The same trainer, but it gives another state at one place. */
function givingOther(trainer: CalculatedTrainer, place: string): CalculatedTrainer {
  return {
    ...trainer,
    run: async (task, options) => {
      const given = await trainer.run(task, options);
      if (task.step.place !== place) return given;
      const { state, ...others } = given.result.outputs;
      const other = await trainer.run({ ...task, step: { ...task.step, seed: 77 } }, options);
      assert.notEqual(other.result.outputs.state, state);
      return { ...given, result: { ...given.result, outputs: { ...others, ...other.result.outputs } } };
    },
  };
}

test('a redone step with another result replaces its record, the old record is kept, and the journal says so', async () => {
  const store = await emptyStore();
  const place = 'discriminator/gen-001/train/segment-00';
  const name = 'otherwise';
  const wrong = givingOther(calculatedTrainer(store), place);
  const digests: string[] = [];
  await onServer().withRun(name, store, wrong, async ({ toEnd, now }) => {
    await toEnd();
    digests.push((await now()).result!.resultDigest);
  });
  await onServer().withRun(name, store, calculatedTrainer(store), async (scene) => {
    digests.push(await redo(scene, 'discriminator/gen-001'));
    const entries = await store.ledger.lines(scene.run.frozen.run);
    const replaced = entries.flatMap((entry) => (entry.kind === 'replaced' ? [entry.place] : []));
    assert.deepEqual(replaced, [place], 'later steps have other keys');
    const kept = readdirSync(join(store.folder, 'quarantine'));
    assert.equal(kept.filter((file) => file.startsWith('superseded-')).length, 1);
    assert.deepEqual((await verifyRun(store, await scene.now())).findings, []);
  });
  const right = await emptyStore();
  await onServer().withRun(name, right, calculatedTrainer(right), async ({ toEnd, now }) => {
    await toEnd();
    assert.equal((await now()).result!.resultDigest, digests[1]);
    assert.notEqual(digests[0], digests[1]);
  });
});

test('a running run is refused with a cure, and a paused run redoes its steps', async () => {
  const store = await emptyStore();
  const held = 'discriminator/open';
  let isHolding = true;
  const trainer = calculatedTrainer(store, (place, _, signal) =>
    isHolding && place === held ? untilInterrupted(signal) : undefined,
  );
  await onServer().withRun('runs', store, trainer, async (scene) => {
    const { run, session, follow } = scene;
    await ensureStarted(session, store, run);
    await untilAsked(trainer, held);
    await assert.rejects(
      ensureStarted(session, store, run, { from: 'generator' }),
      (error: Error & { cure?: string }) => {
        assert.match(error.message, /cannot redo steps of run .* while it is running/);
        return error.cure === `Pause it first: eagan pause ${run.frozen.run}`;
      },
    );
    assert.equal((await scene.now()).owner?.supersessions, undefined);
    await stopRun({ kind: 'pause' }, follow().request);
    isHolding = false;
    trainer.asked.length = 0;
    await redo(scene, 'generator/gen-001');
    await assertRedone(scene, trainer, 'generator/gen-001');
  });
});

test('if a command is killed right after it took the run, the steps are to be redone, and the next start does so', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  await onServer().withRun('lost', store, trainer, async (scene) => {
    await scene.toEnd();
    const { resultDigest } = (await scene.now()).result!;
    await takeOwnership(store.refs, scene.run.frozen.run, 1, new Date(0).toISOString(), { from: 'final' });
    const { state, result } = await scene.now();
    assert.deepEqual([state, result], [null, null], 'the old end no longer counts');
    const { status, steps } = await overviewOf(store, await scene.now());
    const isLater = isAtOrAfter(tinyPipeline, 'final');
    assert.deepEqual([status, steps.finished], ['frozen', plan.filter(({ place }) => !isLater(place)).length]);
    trainer.asked.length = 0;
    assert.equal((await scene.toEnd())?.status, 'completed');
    await assertRedone(scene, trainer, 'final');
    assert.equal((await scene.now()).result!.resultDigest, resultDigest);
  });
});

test('of two clients that redo steps at once, one does it, and the other is told that the run is running', async () => {
  const store = await emptyStore();
  await onServer().withRun('two', store, calculatedTrainer(store), async (scene) => {
    const { run, session, follow } = scene;
    await scene.toEnd();
    const tries = await Promise.allSettled(
      ['final', 'generator'].map((from) => ensureStarted(session, store, run, { from })),
    );
    assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = tries.find((each) => each.status === 'rejected')!.reason as { code: string };
    assert.equal(refused.code, 'EAGAN_RUN_RUNNING');
    await followRun(follow().request, session);
    const [only, ...others] = (await scene.now()).owner!.supersessions!;
    assert.deepEqual([only!.from, others], [tries[0]!.status === 'fulfilled' ? 'final' : 'generator', []]);
    assert.equal((await standingLines(store, run.frozen.run)).length, plan.length);
  });
});
