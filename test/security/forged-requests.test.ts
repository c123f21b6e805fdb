// Whoever reaches the Temporal port sends well-formed requests, from workflows that have the names of ours: the store
// refuses what does not follow from it, and nothing in it changes.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import sharp from 'sharp';
import type { Activities } from '../../activities/types.js';
import { decoderVersion } from '../../datasets/decode-image.js';
import { folderContents } from '../../datasets/folder-contents.js';
import { ingestStep } from '../../domain/plan/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { Step } from '../../domain/steps/step.js';
import { readRun } from '../../store/index.js';
import { ingest } from '../../trainer/tasks/ingest.js';
import { ActivityRun, type SentRequest } from '../support/activity-run.js';
import { plainPayload, scheduleActivity } from '../support/attacker.js';
import { folderSnapshot } from '../support/folder-snapshot.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { startTestServer } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const tiny = pipelineOf('tiny.yaml');
let environment: TestWorkflowEnvironment;
before(async () => {
  environment = await startTestServer();
});
after(() => environment.teardown());

/** A request as JSON, of which a test changes what it forges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Forged = any;

interface Victim {
  readonly run: ActivityRun;
  /** Every request of the run so far, by its place or activity. */
  readonly sent: ReadonlyMap<string, SentRequest>;
  /** The answer to a request that the attacker's workflow schedules. */
  attack(sent: SentRequest): Promise<string>;
}

const placeOf = ({ activity, value }: SentRequest): string => {
  const { step, order } = value as { step?: Step; order?: { kind: string; generation: number; stage: string } };
  if (order) return `${order.stage} ${order.generation} ${order.kind}`;
  return step?.place ?? activity;
};

let victims = 0;
let attacks = 0;

/** A run of the store and a worker for it; the run goes on as far as `play` says. */
async function withVictim(
  play: (run: ActivityRun) => Promise<unknown>,
  use: (victim: Victim) => Promise<void>,
  run = 'attacked-12345678',
): Promise<void> {
  const store = await quickStore(temporaryFolder());
  const sent = new Map<string, SentRequest>();
  const onSend = (request: SentRequest): void => void sent.set(placeOf(request), request);
  const attacked = await ActivityRun.freeze(store, tiny, { run, onSend });
  await attacked.own();
  await play(attacked);
  await onWorker(attacked.activities, (attack) => use({ run: attacked, sent, attack }));
}

async function onWorker(activities: Activities, use: (attack: Victim['attack']) => Promise<void>): Promise<void> {
  const taskQueue = `victim-${victims++}`;
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, activities });
  const client: Client = environment.client;
  const attack: Victim['attack'] = async ({ activity, value, workflowId }) => {
    const request = { type: activity, queue: taskQueue, input: [plainPayload(value)] };
    // Each of the attacker's workflows has a name of its own, below those of the run.
    const above = workflowId.includes('/') ? workflowId : `${workflowId}/e${(value as Forged).epoch}`;
    const { completed, type } = await scheduleActivity(client, request, `${above}/forged-${attacks++}`);
    return completed ? 'done' : (type ?? 'no code');
  };
  await worker.runUntil(use(attack));
}

const copy = (sent: SentRequest): Forgery => structuredClone(sent);

interface Forgery {
  readonly activity: SentRequest['activity'];
  value: Forged;
  workflowId: string;
}

/** What the attacker changes in a request that the run itself sent. */
const forgeries: Readonly<Record<string, readonly [place: string, forge: (sent: Forgery) => void]>> = {
  'an epoch that nobody owns': ['dataset', ({ value }) => (value.epoch = 1e15)],
  'an unknown run': [
    'dataset',
    (sent) => {
      sent.value.run = 'unknown-12345678';
      sent.workflowId = sent.workflowId.replace(/^[^@]+/, 'unknown-12345678');
    },
  ],
  'a run name with path parts': ['dataset', ({ value }) => (value.run = '../../../attacked-12345678')],
  'a run name that is no text': ['dataset', ({ value }) => (value.run = { toString: 'x' })],
  'a workflow of another run': ['dataset', (sent) => (sent.workflowId = sent.workflowId.replace('attacked', 'other'))],
  'other contents of the data folder': ['dataset', ({ value }) => (value.step.parameters.contents = 'a'.repeat(64))],
  'another seed': ['dataset', ({ value }) => (value.step.seed = 99)],
  'a step outside the plan': ['extractor', ({ value }) => (value.step.place = 'extractor/2')],
  'a kind that is the name of a prototype': ['extractor', ({ value }) => (value.step.kind = 'constructor')],
  'an order with another population': [
    'generator 0 evaluate',
    ({ value }) => (value.order.population = value.order.state),
  ],
  'an order with other data': ['generator 0 evaluate', ({ value }) => (value.order.prepared.dataset = 'b'.repeat(64))],
  'an order with another state': ['generator 0 evaluate', ({ value }) => (value.order.state = 'c'.repeat(64))],
  'an order for a slot that is none': ['generator 0 evaluate', ({ value }) => (value.order.slot = 1e9)],
  'an order with other evaluations': ['generator 0 select', ({ value }) => value.order.evaluations.reverse()],
  'an order that excludes an individual': ['generator 0 trainSegment', ({ value }) => (value.order.excluded = [1])],
  'the end of a run that goes on': ['finishRun', ({ value }) => (value.end.exportKey = 'd'.repeat(64))],
  'an end with a state of its own': ['finishRun', ({ value }) => (value.end = { status: 'running' })],
  'an end in an epoch that nobody owns': [
    'finishRun',
    ({ value }) => {
      value.epoch = 1e15;
      value.end = { status: 'cancelled' };
    },
  ],
};

test('forged requests are refused by code, and nothing in the store changes', () =>
  withVictim(
    (run) => run.toEnd(),
    async ({ run, sent, attack }) => {
      const store = folderSnapshot(run.store.folder);
      for (const [what, [place, forge]] of Object.entries(forgeries)) {
        const forged = copy(sent.get(place)!);
        forge(forged);
        assert.equal(await attack(forged), 'EAGAN_REQUEST_REFUSED', what);
        assert.deepEqual(folderSnapshot(run.store.folder), store, what);
      }
      const asked = run.trainer.asked.length;
      await run.own();
      assert.match(await run.toEnd(), /^[0-9a-f]{64}$/, 'its owner may go on');
      assert.equal(run.trainer.asked.length, asked);
    },
  ));

test('another end of a completed run changes nothing, whatever fields it brings', () =>
  withVictim(
    (run) => run.toEnd(),
    async ({ run, sent, attack }) => {
      const forged = copy(sent.get('finishRun')!);
      const { epoch } = forged.value;
      forged.value.end = { status: 'cancelled', epoch: 1e15, startedAt: '\u001b[2J', cure: 'rm -rf /' };
      const store = folderSnapshot(run.store.folder);
      await attack(forged);
      assert.deepEqual(folderSnapshot(run.store.folder), store);
      const { state } = (await readRun(run.store.refs, run.run))!;
      assert.deepEqual([state?.status, state?.epoch], ['completed', epoch]);
    },
  ));

test('what an end says is kept as plain text, in bounds', () =>
  withVictim(
    async (run) => run.finish({ status: 'cancelled' }),
    async ({ run, sent, attack }) => {
      await run.own();
      const forged = copy(sent.get('finishRun')!);
      const words = { message: '\u001b]0;mine\u0007'.repeat(5_000), cure: '\u202egpj', activity: '\u009b31m' };
      forged.value.end = { status: 'failed', code: 'EAGAN_INTERNAL', ...words, epoch: 1e15 };
      forged.value.epoch += 1;
      assert.equal(await attack(forged), 'done');
      const { state } = (await readRun(run.store.refs, run.run))!;
      assert.equal(state?.epoch, 2);
      assert.doesNotMatch(Object.values(state!).join(''), /\p{C}/u);
      assert.ok(JSON.stringify(state).length < 10_000);
    },
  ));

test('a step of another run is refused, also in the name of the run that owns it', () =>
  withVictim(
    async () => undefined,
    async ({ run, attack }) => {
      const sent: SentRequest[] = [];
      const other = await ActivityRun.freeze(
        run.store,
        { ...tiny, seed: 5 },
        {
          run: 'other-12345678',
          onSend: (request) => void sent.push(request),
        },
      );
      await other.own();
      await other.toEnd();
      const store = folderSnapshot(run.store.folder);
      for (const request of sent.filter(({ activity }) => activity !== 'ingestDataset')) {
        const forged = copy(request);
        forged.value.run = run.run;
        forged.workflowId = `${runWorkflowId(run.run, run.store.id)}/e1/generator`;
        assert.equal(await attack(forged), 'EAGAN_REQUEST_REFUSED', placeOf(request));
      }
      assert.deepEqual(folderSnapshot(run.store.folder), store);
    },
  ));

async function pictures(folder: string, red: number): Promise<string> {
  for (const name of ['a', 'b']) {
    mkdirSync(join(folder, 'train', name), { recursive: true });
    for (let i = 0; i < 10; i++) {
      const create = { width: 32, height: 32, channels: 3, background: { r: red, g: i, b: 0 } } as const;
      writeFileSync(join(folder, 'train', name, `${i}.png`), await sharp({ create }).png().toBuffer());
    }
  }
  return folder;
}

test('a private folder is not read, whatever a request names; threads are those of the pipeline', async () => {
  const [own, secret] = [await pictures(temporaryFolder(), 10), await pictures(temporaryFolder(), 200)];
  const dataset = { kind: 'imageFolder', path: own, size: 32, images: null, unreadable: 'fail' } as const;
  const pipeline: Pipeline = { ...tiny, dataset };
  const source = async (folder: string) => {
    const { digest, sampleBits } = await folderContents(folder);
    return { contents: digest, decoder: decoderVersion(sampleBits) };
  };
  const store = await quickStore(temporaryFolder());
  const frozen = await source(own);
  const run = await ActivityRun.freeze(store, pipeline, { frozen });
  await run.own();
  const read = readingImages(run);
  const forge = (contents: string, threads: number): SentRequest => {
    const step = ingestStep(pipeline, { ...frozen, contents });
    const circumstances = { datasetPath: secret, recoveryEveryMs: 1, fresh: true };
    const value = { run: run.run, epoch: 1, step, threads, circumstances };
    return { activity: 'ingestDataset', value, workflowId: runWorkflowId(run.run, store.id) };
  };
  await onWorker(run.activities, async (attack) => {
    const empty = folderSnapshot(store.folder);
    assert.equal(await attack(forge((await source(secret)).contents, 1)), 'EAGAN_REQUEST_REFUSED');
    assert.deepEqual(folderSnapshot(store.folder), empty);
    // The run's own next step, with the rest forged: it reads the run's folder, as it would have done.
    assert.equal(await attack(forge(frozen.contents, 1_000_000)), 'done');
    assert.deepEqual(read, [{ path: own, threads: pipeline.resources.train.threads }]);
  });
});

/** Lets the run's trainer ingest real images. Returns what it reads, and with how many threads. */
function readingImages({ trainer, store }: ActivityRun): object[] {
  const read: object[] = [];
  const { run: calculated } = trainer;
  trainer.run = async (task, options) => {
    const { step, circumstances, key, attempt } = task;
    if (step.kind !== 'ingest') return calculated(task, options);
    read.push({ path: circumstances.datasetPath, threads: options.threads });
    const tick = async (): Promise<void> => undefined;
    const context = { store, circumstances, key, attempt, now: () => 0, tick, onInterrupt: () => undefined };
    return { result: await ingest(step, context), identity: await trainer.identity(options.threads) };
  };
  return read;
}
