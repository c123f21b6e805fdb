// 10,000 requests that are almost those of a run, before each request of it: they are refused with a code, they touch
// nothing outside the state folder, and the run gives what it would have given. EAGAN_FUZZ_SEED=2: others.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ApplicationFailure } from '@temporalio/common';
import { errorCatalogue } from '../../domain/errors.js';
import { stream } from '../../domain/stream.js';
import { activityPolicies } from '../../workflows/activity-options.js';
import type { Activities } from '../../activities/types.js';
import { readRun } from '../../store/index.js';
import { ActivityRun, type SentRequest } from '../support/activity-run.js';
import { folderSnapshot } from '../support/folder-snapshot.js';
import { mutated } from '../support/mutations.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const seed = Number(process.env.EAGAN_FUZZ_SEED ?? 1);
const wanted = 10_000;
const tiny = pipelineOf('tiny.yaml');
const activityNames = Object.keys(activityPolicies) as (keyof Activities)[];

/** A state folder among others, with files that no request may touch. */
async function storeAmongOthers() {
  const around = temporaryFolder();
  for (const name of ['private', 'state']) mkdirSync(join(around, name));
  writeFileSync(join(around, 'private/secret.png'), 'not yours');
  const store = await quickStore(join(around, 'state/store'));
  const outside = (): [string, string][] =>
    [...folderSnapshot(around)].filter(([path]) => path !== 'state/store' && !path.startsWith('state/store/'));
  return { store, outside };
}

class Attack {
  readonly outcomes = new Map<string, number>();
  readonly internal: unknown[] = [];
  private readonly random = stream(seed, 'mutated requests');
  private readonly seen: SentRequest[] = [];

  /** So many requests that are almost those that were sent so far. */
  async before(run: ActivityRun, request: SentRequest, count: number): Promise<void> {
    this.seen.push(request);
    for (let i = 0; i < count; i++) await this.once(run);
  }

  get sent(): number {
    return [...this.outcomes.values()].reduce((sum, count) => sum + count, 0);
  }

  private async once(run: ActivityRun): Promise<void> {
    const request = this.changed();
    const outcome = await run.deliver(request).then(
      () => 'admitted',
      (error: ApplicationFailure) => error.type ?? `no code: ${String(error)}`,
    );
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const isKnown = outcome === 'admitted' || Object.hasOwn(errorCatalogue, outcome);
    if (!isKnown || outcome === 'EAGAN_INTERNAL') this.internal.push({ outcome, ...request });
  }

  /** Ends are left to a test of their own: one that is well-formed ends the run. */
  private changed(): SentRequest {
    const { activity, value, workflowId } = this.random.pick(this.seen);
    const other = this.random.integer(10) === 0;
    return {
      activity: other ? this.random.pick(activityNames.filter((name) => name !== 'finishRun')) : activity,
      value: mutated(value, this.random),
      workflowId: this.random.integer(20) === 0 ? this.random.pick(['', 'x', `${workflowId}x`, '../e1']) : workflowId,
    };
  }
}

async function calmDigest(): Promise<string> {
  const calm = await ActivityRun.freeze(await quickStore(temporaryFolder()), tiny);
  await calm.own();
  return calm.toEnd();
}

test(`mutated requests are refused, and the run goes on to its digest (seed ${seed})`, async (t) => {
  const { store, outside } = await storeAmongOthers();
  const attack = new Attack();
  let requests = 0;
  const counted = await ActivityRun.freeze(await quickStore(temporaryFolder()), tiny, {
    onSend: () => void requests++,
  });
  await counted.own();
  const digest = await counted.toEnd();
  const each = Math.ceil(wanted / (requests - 1));
  const run: ActivityRun = await ActivityRun.freeze(store, tiny, {
    inTurn: true,
    onSend: async (request) => {
      if (request.activity !== 'finishRun') await attack.before(run, request, each);
    },
  });
  await run.own();
  const before = outside();
  assert.equal(await run.toEnd(), digest);
  t.diagnostic(`seed ${seed}, ${attack.sent} requests: ${JSON.stringify(Object.fromEntries(attack.outcomes))}`);
  assert.ok(attack.sent >= wanted);
  assert.deepEqual(attack.internal.slice(0, 3), []);
  assert.ok(attack.outcomes.get('EAGAN_REQUEST_REFUSED')! > wanted / 2);
  assert.deepEqual(outside(), before);
  const told = await store.ledger.lines(run.run);
  const own = ['step finished', 'attempt finished', 'ended finished'];
  const kinds = new Set(told.map((line) => `${line.kind} ${line.kind === 'attempt' ? line.outcome : 'finished'}`));
  assert.deepEqual([...kinds].filter((kind) => !own.includes(kind)), []); // prettier-ignore
  const attempts = told.flatMap((line) => (line.kind === 'attempt' ? [line.key] : []));
  assert.equal(new Set(attempts).size, attempts.length);
  assert.equal((await readRun(store.refs, run.run))!.state?.status, 'completed');
  const names = [...folderSnapshot(store.folder).keys()].filter((name) => /^(refs\/runs|ledger|claims)\//.test(name));
  assert.deepEqual([...new Set(names.map((name) => name.split('/')[name.startsWith('refs') ? 2 : 1]))], [run.run]);
});

test(`mutated ends never say that a run completed, and store only text (seed ${seed})`, async (t) => {
  const random = stream(seed, 'mutated ends');
  const { store, outside } = await storeAmongOthers();
  const run = await ActivityRun.freeze(store, tiny);
  const before = outside();
  const outcomes = new Map<string, number>();
  const end = { code: 'EAGAN_OUT_OF_MEMORY', message: 'words', cure: 'words', activity: 'trainSegment' };
  const ends = [
    { status: 'completed', exportKey: 'a'.repeat(64) },
    { status: 'paused', budget: 'budget (candidates 4 of 4)' },
    { status: 'cancelled' },
    { status: 'failed', ...end },
    { status: 'blocked', ...end },
  ];
  await run.own();
  for (let i = 0; i < 1_000; i++) {
    const found = (await readRun(store.refs, run.run))!;
    const epoch = found.owner!.epoch;
    const value = mutated({ run: run.run, epoch, end: random.pick(ends) }, random);
    const workflowId = `${run.run}@${store.id}`;
    const outcome = await run.deliver({ activity: 'finishRun', value, workflowId }).then(
      () => 'admitted',
      (error: ApplicationFailure) => error.type!,
    );
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const { state, result } = (await readRun(store.refs, run.run))!;
    assert.deepEqual(
      [result, state?.status === 'completed', state && state.epoch <= epoch],
      [null, false, state && true],
    );
    assert.doesNotMatch(JSON.stringify(state), /[\0-\x1f\x7f-\x9f\u202a-\u202e]|\\u00(0|1|7f|8|9)/); // eslint-disable-line no-control-regex
    assert.ok(JSON.stringify(state).length < 10_000);
    if (state) await run.own();
  }
  t.diagnostic(`seed ${seed}: ${JSON.stringify(Object.fromEntries(outcomes))}`);
  assert.deepEqual(
    [...outcomes.keys()].filter(
      (outcome) => !['admitted', 'EAGAN_REQUEST_REFUSED', 'EAGAN_SUPERSEDED'].includes(outcome),
    ),
    [],
  );
  assert.deepEqual(outside(), before);
  assert.equal(await run.toEnd(), await calmDigest());
});
