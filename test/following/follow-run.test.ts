// Starting, following and cancelling runs on a real server and a real store; the tasks are hashes, so that seconds suffice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.js';
import { cancelRun } from '../../cli/cancel-run.js';
import type { Display } from '../../cli/display.js';
import { followRun, type FollowRequest } from '../../cli/follow-run.js';
import { progressLine, troubles } from '../../cli/progress-text.js';
import type { Session } from '../../cli/session.js';
import { ensureStarted, findOrFreeze, type RunRequest } from '../../cli/start-run.js';
import { digestJson } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { openStore, readRun, type RunInStore, type Store } from '../../store/index.js';
import { Interrupted } from '../../trainer/interrupted.js';
import { calculatedTrainer, type CalculatedTrainer } from '../support/calculated-trainer.js';
import { pipelineOf } from '../support/pipelines.js';
import { startTestServer, withWorkers, workflowBundle, type WorkflowBundle } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let environment: TestWorkflowEnvironment;
let bundle: WorkflowBundle;

before(async () => {
  [environment, bundle] = await Promise.all([startTestServer(), workflowBundle()]);
});
after(async () => {
  await environment.teardown();
});

const emptyStore = (): Promise<Store> => openStore(temporaryFolder());

const pipeline = pipelineOf('tiny.yaml');

/** A run of its own name, so that the tests can share a server. */
function requestFor(name: string, changes: Partial<RunRequest> = {}): RunRequest {
  const own = { ...pipeline, name };
  const nothing = { contents: null, decoder: null, fresh: false, isNew: false };
  return { pipeline: own, digest: digestJson(own), text: 'version: 1', ...nothing, ...changes };
}

interface Scene {
  readonly store: Store;
  readonly run: RunInStore;
  readonly session: Session;
  /** A request to follow, and what its display was given. */
  follow(changes?: Partial<FollowRequest>): { request: FollowRequest; told: string[]; shown: string[] };
}

/** A frozen run and workers that wait for it. */
async function withRun<T>(
  name: string,
  store: Store,
  trainer: CalculatedTrainer,
  use: (scene: Scene) => Promise<T>,
): Promise<T> {
  const run = await findOrFreeze(store, requestFor(name));
  const activities = createActivities({ store, pool: trainer, host: 'here' });
  return withWorkers(environment, bundle, activities, (queues) => {
    const endpoint = { kind: 'embedded', address: '', namespace: 'default', ui: null } as const;
    const session: Session = { client: environment.client, endpoint, queues, close: async () => undefined };
    const follow: Scene['follow'] = (changes = {}) => {
      const [told, shown] = [[] as string[], [] as string[]];
      const display: Display = {
        tell: (line) => void told.push(line),
        show: (progress) => void shown.push(progressLine(progress), ...troubles(progress.open)),
        end: () => undefined,
      };
      const { signal } = new AbortController();
      return {
        request: { store, run, display, signal, connect: async () => session, everyMs: 100, ...changes },
        told,
        shown,
      };
    };
    return use({ store, run, session, follow });
  });
}

/** Waits until a step is asked for, then for its interruption. */
const untilInterrupted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Interrupted())));

test('a run is started once, however many start it at once, and followed to its end with a line for each closed part', async () => {
  const store = await emptyStore();
  const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
  await withRun('follow', store, calculatedTrainer(store, slow), async ({ run, session, follow }) => {
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

test('a second attempt is shown with the reason of the first, and a lost connection is made again', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, async (place, time) => {
    if (place !== 'extractor') return;
    if (time === 1) throw new EaganError('EAGAN_TRAINER_CRASHED', 'the trainer ended with SIGSEGV');
    await new Promise((resolve) => setTimeout(resolve, 1500));
  });
  await withRun('again', store, trainer, async ({ run, session, follow }) => {
    await ensureStarted(session, store, run);
    const { request, told, shown } = follow();
    const lost = { ...session, client: {} as Session['client'] };
    assert.equal((await followRun(request, lost))?.status, 'completed');
    assert.match(told[0]!, /^no answer from the server \(.*\); trying again$/);
    assert.ok(
      shown.includes('EAGAN_TRAINER_CRASHED: the trainer ended with SIGSEGV; attempt 2 of extractor'),
      shown.join('\n'),
    );
  });
});

test('letting go leaves a run going; cancelling ends it; starting it again goes on from its finished steps', async () => {
  const store = await emptyStore();
  let isHeld = true;
  const place = `${pipeline.stages[0]!.id}/gen-000/train/segment-00`;
  const trainer = calculatedTrainer(store, (asked, _time, signal) =>
    isHeld && asked === place ? untilInterrupted(signal) : undefined,
  );
  await withRun('cancel', store, trainer, async ({ run, session, follow }) => {
    await ensureStarted(session, store, run);
    const detached = new AbortController();
    const { request, shown } = follow({ signal: detached.signal });
    const looking = setInterval(() => shown.some((line) => line.includes('train/segment-00')) && detached.abort(), 50);
    assert.equal(await followRun(request, session), null);
    clearInterval(looking);
    assert.equal((await readRun(store.refs, run.frozen.run))?.state?.status, 'running');
    assert.equal((await cancelRun(follow().request))?.status, 'cancelled');

    isHeld = false;
    const before = trainer.asked.length;
    await ensureStarted(session, store, run);
    assert.equal((await followRun(follow().request, session))?.status, 'completed');
    assert.equal((await readRun(store.refs, run.frozen.run))?.owner?.epoch, 2);
    assert.equal(trainer.asked[before], place);
    assert.equal(trainer.asked.length, new Set(trainer.asked).size + 1);
  });
});

test('a workflow that was terminated from outside leaves a failed run that can be started again', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, (_place, time, signal) =>
    time === 1 ? untilInterrupted(signal) : undefined,
  );
  await withRun('terminated', store, trainer, async ({ run, session, follow }) => {
    await ensureStarted(session, store, run);
    await environment.client.workflow.getHandle(run.frozen.run).terminate();
    const state = await followRun(follow().request, session);
    assert.ok(state?.status === 'failed');
    assert.deepEqual([state.code, /TERMINATED/.test(state.message)], ['EAGAN_RUN_FAILED', true]);
  });
});

test('the same pipeline finds its run; --new makes the next one; another pipeline of the same name is refused', async () => {
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
