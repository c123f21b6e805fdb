// The programs: every kind of write of a store, alone, and all of them together as a run makes them.
import assert from 'node:assert/strict';
import { digestBytes } from '../../domain/digest.js';
import type { ToldEvent } from '../../domain/ledger/kinds.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { takeOwnership, writeRunOutcome, writeRunState } from '../../store/index.js';
import type { Claim, Store, TensorData } from '../../store/types.js';
import { record } from '../store/support.js';
import type { Action } from './program.js';

const at = '2024-01-01T00:00:00.000Z';
const bytesOf = (text: string): Uint8Array => Buffer.from(text.repeat(20));
const tensors = (value: number): Map<string, TensorData> =>
  new Map([
    ['opponents/00/weights/w', { shape: [2], data: Float32Array.of(1, 2) }],
    ['searched/weights/w', { shape: [2], data: Float32Array.of(value, -value) }],
  ]);

function putObject(text: string): Action {
  const digest = digestBytes(bytesOf(text));
  return {
    name: `object ${text}`,
    act: (store) => store.objects.put(bytesOf(text)),
    holds: async (store) => assert.deepEqual(await store.objects.get(digest), Buffer.from(bytesOf(text))),
  };
}

/** As every user of refs does: reads the ref, and writes it if it is missing. */
async function swapUpTo(store: Store, name: string, version: number): Promise<void> {
  const current = (await store.refs.get(name))?.version ?? 0;
  if (current >= version) return store.refs.settle(name);
  await store.refs.compareAndSwap(name, current, { version: current + 1 });
}

function swapRef(name: string, version: number): Action {
  return {
    name: `ref ${name} ${version}`,
    act: (store) => swapUpTo(store, name, version),
    holds: async (store) => {
      const found = await store.refs.get<{ version: number }>(name);
      assert.ok(found && found.version >= version);
      assert.equal(found.value.version, found.version);
    },
  };
}

function putRecord(offered: StepRecord, how: 'put' | 'supersede' = 'put', until?: string): Action {
  return {
    name: `${how} record ${offered.step.place} ${offered.numbers.n}`,
    act: async (store) => {
      const found = how === 'put' && (await store.records.find(offered.key, offered.fingerprint));
      await store.records[how](found || offered);
    },
    holds: async (store) => {
      const found = await store.records.find(offered.key, offered.fingerprint);
      assert.deepEqual(found?.numbers, offered.numbers);
    },
    ...(until === undefined ? {} : { until }),
  };
}

function appendLine(place: string, epoch: number, again?: 'again'): Action {
  const { key, fingerprint } = record(place);
  return {
    name: `line ${place} of epoch ${epoch}`,
    act: async ({ ledger }) => {
      // No process of an ended epoch is started again.
      if (((await ledger.entries('run')).at(-1)?.epoch ?? 0) <= epoch)
        await ledger.append('run', epoch, { place, key, fingerprint, at }, again);
    },
    holds: async (store) => {
      const lines = await store.ledger.entries('run');
      assert.equal(lines.filter((line) => line.place === place && line.epoch === epoch).length, 1);
    },
  };
}

const fence = { epoch: 1, workflowRunId: 'w', activityId: 'a', attempt: 1 };
const circumstances = { host: 'h', startedAt: at, fingerprint: 'f'.repeat(64) };
const attemptOf = (number: number): string => `run/0123456789abcdef/000${number}-0a1b2c3d`;

function writePoint(number: number, iteration: number): Action {
  return {
    name: `point ${iteration} of attempt ${number}`,
    act: async ({ recovery }) => {
      const checkpoint = await recovery.checkpoints('key', attemptOf(number)).write({ iteration }, tensors(iteration));
      await recovery.write('key', attemptOf(number), iteration, checkpoint, null);
    },
    holds: async (store) => assertPoint(store, 'key', attemptOf(number), iteration),
    until: 'points cleared',
  };
}

async function assertPoint({ recovery }: Store, key: string, attempt: string, atLeast: number): Promise<void> {
  const point = await recovery.latest(key, attempt);
  assert.ok(point && point.iteration >= atLeast, `at ${point?.iteration}`);
  const read = await recovery.checkpoints(key, point.attempt).read(point.checkpoint);
  assert.deepEqual(read.meta, { iteration: point.iteration });
  assert.deepEqual(read.tensors.get('searched/weights/w')?.data[0], point.iteration);
}

const nothing = async (): Promise<void> => undefined;
const pointsCleared: Action = {
  name: 'points cleared',
  act: (store) => store.recovery.clear('key', 'run'),
  holds: nothing, // a power cut may bring them back, which costs space and nothing else
};

function takeStep(attempt: number): Action {
  return {
    name: `claim ${attempt}`,
    act: async ({ claims }) => {
      const claim = await claims.take('run', 'key', fence, circumstances);
      await claim.end({ at, code: 'handedBack', message: '', iteration: attempt });
    },
    holds: async ({ claims }) => {
      const ends = (await claims.attempts('run', 'key')).map(({ end }) => end?.iteration);
      assert.ok(ends.includes(attempt), `ended: ${ends.join()}`);
    },
    until: 'claims released',
  };
}

const released: Action = {
  name: 'claims released',
  act: async ({ claims }) => (await claims.take('run', 'key', fence, circumstances)).release(),
  holds: nothing,
};

/** An event that is entered once, whoever tells it how often. */
function tell(epoch: number, event: ToldEvent): Action {
  return {
    name: `${event.kind} of epoch ${epoch}`,
    act: (store) => store.ledger.tell('run', epoch, event, at),
    holds: async (store) => {
      const lines = (await store.ledger.lines('run')).filter(
        (line) => line.kind === event.kind && line.epoch === epoch,
      );
      assert.equal(lines.length, 1);
      assert.deepEqual({ ...lines[0], ...event }, lines[0]);
    },
  };
}

const attempt = { kind: 'attempt', place: 'a', key: 'key', host: 'h', takenAt: at, endedAt: null } as const;

/** As an activity performs a step: looks it up, claims it, trains with recovery points, publishes it, enters it. */
async function performStep(store: Store, place: string, value: number): Promise<void> {
  const { key, fingerprint } = record(place);
  const found = await store.records.find(key, fingerprint);
  if (found) {
    await store.records.put(found);
    await forget(store, key);
  } else await publish(store, await store.claims.take('run', key, fence, circumstances), place, value);
  await store.ledger.append('run', 1, { place, key, fingerprint, at });
}

/** What a killed attempt left behind after it had published the step. */
async function forget({ claims, recovery }: Store, key: string): Promise<void> {
  if ((await claims.attempts('run', key)).length === 0) return;
  const claim = await claims.take('run', key, fence, circumstances);
  await recovery.clear(key, 'run');
  await claim.release();
}

async function publish(store: Store, claim: Claim, place: string, value: number): Promise<void> {
  const { key } = record(place);
  const { recovery, checkpoints } = store;
  for (let iteration = (await recovery.latest(key, claim.id))?.iteration ?? 0; iteration < 2; iteration++) {
    const checkpoint = await recovery.checkpoints(key, claim.id).write({ iteration }, tensors(value + iteration));
    await recovery.write(key, claim.id, iteration, checkpoint, null);
  }
  const state = await checkpoints.write({ place }, tensors(value + 2));
  await claim.assertHeld();
  await store.records.put(record(place, {}, { state }, { n: value }));
  await recovery.clear(key, 'run');
  await claim.release();
}

function step(place: string, value: number): Action {
  return {
    name: `step ${place}`,
    act: (store) => performStep(store, place, value),
    holds: async (store) => {
      const { key, fingerprint } = record(place);
      assert.ok(await store.ledger.find('run', { place, key }));
      const found = await store.records.find(key, fingerprint);
      const read = await store.checkpoints.read(found!.outputs.state!);
      assert.deepEqual(read.tensors.get('searched/weights/w')?.data[0], value + 2);
    },
  };
}

const running = { schemaVersion: 1, epoch: 1, startedAt: at, status: 'running' } as const;
const completed = { ...running, finishedAt: at, status: 'completed', exportKey: 'e' } as const;
const outcome = { schemaVersion: 1, resultDigest: 'd', exportKey: 'e' } as const;

function setState(name: string, act: Action['act'], ref: 'owner' | 'state' | 'result', part: object): Action {
  const holds = async ({ refs }: Store): Promise<void> => {
    const found = (await refs.get<object>(`runs/run/${ref}`))?.value;
    assert.deepEqual({ ...found, ...part }, found);
  };
  return { name, act, holds };
}

/** Writes what a run has only once. */
async function once({ refs }: Store, ref: string, write: () => Promise<unknown>): Promise<void> {
  if (await refs.get(`runs/run/${ref}`)) await refs.settle(`runs/run/${ref}`);
  else await write();
}

const first = record('place', {}, {}, { n: 1 });
export const programs: Readonly<Record<string, readonly Action[]>> = {
  objects: ['a', 'b', 'a', 'c'].map(putObject),
  refs: [swapRef('runs/x/owner', 1), swapRef('runs/x/owner', 2), swapRef('runs/x/state', 1), swapRef('counter', 1)],
  records: [
    putRecord(first, 'put', 'supersede record place 2'),
    putRecord(record('other', {}, {}, { n: 5 })),
    putRecord(record('place', {}, {}, { n: 2 }), 'supersede'),
  ],
  ledger: [appendLine('a', 1), appendLine('b', 1), appendLine('a', 1), appendLine('a', 2, 'again'), appendLine('c', 2)],
  'recovery points': [...[10, 20, 30].map((at) => writePoint(1, at)), ...[40, 50].map((at) => writePoint(2, at)), pointsCleared], // prettier-ignore
  claims: [takeStep(1), takeStep(2), released],
  'told lines': [
    tell(0, { kind: 'run', frozen: 'f'.repeat(64) }),
    tell(1, { kind: 'started', from: null }),
    tell(1, { ...attempt, claim: '0001-0a1b2c3d', outcome: 'lost', recordedBy: 'successor' }),
    tell(2, { kind: 'started', from: 'a' }),
    tell(2, { kind: 'ended', state: 'paused' }),
  ],
  'a run': [
    swapRef('runs/run/pipeline', 1),
    setState('owned', (store) => once(store, 'owner', () => takeOwnership(store.refs, 'run', 0, at)), 'owner', {
      epoch: 1,
    }),
    setState('running', (store) => once(store, 'state', () => writeRunState(store.refs, 'run', running)), 'state', {
      epoch: 1,
    }),
    step('data', 10),
    step('train', 20),
    setState('result', ({ refs }) => writeRunOutcome(refs, 'run', outcome), 'result', outcome),
    setState('completed', ({ refs }) => writeRunState(refs, 'run', completed), 'state', completed),
  ],
};
