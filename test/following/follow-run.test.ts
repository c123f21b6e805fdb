// Starting and following runs on a real server and a real store. The tasks are hashes, so a run takes seconds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { findOrFreeze } from '../../control/runs/freeze-run.js';
import type { TemporalSession } from '../../control/execution/session.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { EaganError } from '../../domain/errors.js';
import { readRun } from '../../store/index.js';
import { calculatedTrainer, untilInterrupted } from '../support/calculated-trainer.js';
import { requestFor, tinyPipeline as pipeline, withServer } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();

test('a run is started once, however many clients start it at the same time, and followed to its end with a line for each closed part', async () => {
  const store = await emptyStore();
  const slow = (): Promise<void> => sleep(30);
  await onServer().withRun('follow', store, calculatedTrainer(store, slow), async ({ run, session, follow }) => {
    await Promise.all([1, 2, 3].map(() => ensureStarted(session, store, run)));
    const { request, told, shown } = follow();
    const state = await followRun(request, session);
    assert.equal(state?.status, 'completed');
    await ensureStarted(session, store, run);
    assert.equal((await readRun(store.refs, run.frozen.run))?.owner?.epoch, 1);
    const stages = pipeline.stages.map(({ id, generations }) => `${id}: generation ${generations} closed`);
    for (const part of ['final: ', ...stages])
      assert.ok(
        told.some((line) => line.startsWith(part)),
        `${part} in ${told.join('\n')}`,
      );
    const shares = shown.flatMap((line) => / (\d+) %/.exec(line)?.[1] ?? []).map(Number);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.ok(
      shown.some((line) => line.startsWith('generator · generation 1 of')),
      shown.join('\n'),
    );
  });
});

test('a second attempt is shown with the failure of the first, and a lost connection is restored', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, async (place, time) => {
    if (place !== 'extractor') return;
    if (time === 1) throw new EaganError('EAGAN_TRAINER_CRASHED', 'the trainer ended with SIGSEGV');
    await sleep(1500);
  });
  await onServer().withRun('again', store, trainer, async ({ run, session, follow }) => {
    await ensureStarted(session, store, run);
    const { request, told, shown } = follow();
    const lost = { ...session, client: {} as TemporalSession['client'] };
    assert.equal((await followRun(request, lost))?.status, 'completed');
    assert.match(told[0]!, /^no answer from the server \(.*\); trying again$/);
    assert.ok(
      shown.includes('EAGAN_TRAINER_CRASHED: the trainer ended with SIGSEGV; attempt 2 of extractor'),
      shown.join('\n'),
    );
  });
});

test('a run continues when its follower detaches, ends when it is cancelled, and continues from its finished steps when it is started again', async () => {
  const store = await emptyStore();
  let isHeld = true;
  const place = `${pipeline.stages[0]!.id}/gen-000/train/segment-00`;
  const trainer = calculatedTrainer(store, (asked, _time, signal) =>
    isHeld && asked === place ? untilInterrupted(signal) : undefined,
  );
  await onServer().withRun('cancel', store, trainer, async ({ run, session, follow }) => {
    await ensureStarted(session, store, run);
    const detached = new AbortController();
    const { request, shown } = follow({ signal: detached.signal });
    const looking = setInterval(() => shown.some((line) => line.includes('train/segment-00')) && detached.abort(), 50);
    assert.equal(await followRun(request, session), null);
    clearInterval(looking);
    assert.equal((await readRun(store.refs, run.frozen.run))?.state?.status, 'running');
    assert.equal((await stopRun({ kind: 'cancel' }, follow().request))?.status, 'cancelled');

    isHeld = false;
    const before = trainer.asked.length;
    await ensureStarted(session, store, run);
    assert.equal((await followRun(follow().request, session))?.status, 'completed');
    assert.equal((await readRun(store.refs, run.frozen.run))?.owner?.epoch, 2);
    // Beside the continued work the last closed step is run once more, for the resume certificate.
    assert.ok(trainer.asked.slice(before, before + 2).includes(place));
    const entries = await store.ledger.lines(run.frozen.run);
    const certified = entries.flatMap((entry) => (entry.kind === 'certificate' ? [entry.place] : []));
    assert.equal(certified.length, 1);
    const repeated = trainer.asked.filter((asked, index) => trainer.asked.indexOf(asked) < index);
    assert.deepEqual(repeated.sort(), [place, ...certified].sort());
  });
});

test('the same pipeline finds its run, --new makes another one, and another pipeline of the same name is refused', async () => {
  const store = await emptyStore();
  const first = await findOrFreeze(store, requestFor('names'));
  assert.deepEqual(await findOrFreeze(store, requestFor('names')), first);
  const together = await Promise.all([1, 2].map(() => findOrFreeze(store, requestFor('names', { isNew: true }))));
  const { run } = first.frozen;
  assert.deepEqual(together.map(({ frozen }) => frozen.run).sort(), [`${run}-2`, `${run}-3`]);
  assert.equal((await findOrFreeze(store, requestFor('names'))).frozen.run, `${run}-3`);
  const other = requestFor('names', { digest: `${first.frozen.digest.slice(0, 8)}${'0'.repeat(56)}` });
  await assert.rejects(findOrFreeze(store, other), { code: 'EAGAN_RUN_EXISTS' });
});
