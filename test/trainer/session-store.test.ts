// A session's task and its store: the task waits for a full disk, can be interrupted meanwhile, and does not touch what
// a newer attempt holds.
import assert from 'node:assert/strict';
import * as nodeFiles from 'node:fs/promises';
import { before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { Step, StepResult } from '../../domain/steps/step.js';
import { createFileLayer, openStore, type Claim, type Store } from '../../store/index.js';
import { loadProgram } from '../../trainer/program.js';
import { TrainerSession } from '../../trainer/session.js';
import type { FromTrainer } from '../../trainer/types.js';
import { resultOf, runTask } from './support/run-task.js';
import { scratch } from './support/tasks.js';
import { openStep, segmentStep, storeFolder, taskOf, tinyStore } from './support/tiny.js';

let store: Store;
let inputs: { state: Digest; dataset: Digest };
let elsewhere: Store;
let iterations = 30;

before(async () => {
  const tiny = await tinyStore();
  store = tiny.store;
  const { outputs } = await runTask(openStep('generator'), store);
  inputs = { state: outputs.state!, dataset: tiny.dataset };
  await nodeFiles.cp(storeFolder, scratch('elsewhere'), { recursive: true });
  elsewhere = await openStore(scratch('elsewhere'));
});

/**
 * A segment that this store does not know yet, and its result, which another store computed so that there is something
 * to write.
 */
async function freshSegment(): Promise<{ segment: Step; whole: StepResult }> {
  const segment = segmentStep('generator', inputs, { from: 0, to: ++iterations });
  return { segment, whole: resultOf(await runTask(segment, elsewhere)) };
}

/** A trainer's session on a disk that may be full. Its messages are passed on. */
function session(
  disk: { full: boolean },
  hear: (message: FromTrainer, session: TrainerSession) => void,
): TrainerSession {
  const open: typeof nodeFiles.open = async (path, flags, mode) => {
    if (disk.full && flags === 'wx') throw Object.assign(new Error(`no space for ${String(path)}`), { code: 'ENOSPC' });
    return nodeFiles.open(path, flags, mode);
  };
  const files = createFileLayer({ io: { ...nodeFiles, open } });
  const program = { ...loadProgram(), openStore: (folder: string) => openStore(folder, { files }) };
  const made: TrainerSession = new TrainerSession(program, (message) => hear(message, made));
  return made;
}

const isWaiting = (message: FromTrainer): boolean =>
  message.type === 'progress' && message.progress.waitingFor === 'disk';

for (const [moment, recoveryEveryMs, from] of [
  ['a recovery point', 1, 0],
  ["the segment's last checkpoint", undefined, 30],
] as const)
  test(`if the disk is full at ${moment}, the task says so, waits with its state in memory, and ends with the same bits`, async () => {
    const { segment, whole } = await freshSegment();
    const disk = { full: false };
    const messages: FromTrainer[] = [];
    await session(disk, (message) => {
      messages.push(message);
      // The disk is full from some iteration on, until the task has said so.
      if (message.type === 'progress' && message.progress.done >= from && !messages.some(isWaiting)) disk.full = true;
      if (isWaiting(message)) disk.full = false;
    }).run(1, taskOf(segment, recoveryEveryMs));
    assert.ok(messages.some(isWaiting));
    const last = messages.at(-1)!;
    assert.ok(last.type === 'result', JSON.stringify(last));
    assert.deepEqual(resultOf(last.result), whole);
    assert.equal(last.result.resumedAtIteration, undefined);
  });

test('a task that waits for the disk can be interrupted, and later continues from the previous point', async () => {
  const { segment, whole } = await freshSegment();
  const disk = { full: false };
  const said: string[] = [];
  await session(disk, (message, itself) => {
    said.push(message.type);
    if (message.type === 'progress' && message.progress.done >= 5) disk.full = true;
    if (isWaiting(message)) itself.interrupt(1);
  }).run(1, taskOf(segment, 1));
  assert.equal(said.at(-1), 'interrupted');
  const result = await runTask(segment, store);
  assert.ok(result.resumedAtIteration! > 0, `${result.resumedAtIteration}`);
  assert.deepEqual(resultOf(result), whole);
});

test('an interrupt while the disk is full does not wait for a recovery point', async () => {
  const { segment } = await freshSegment();
  const disk = { full: false };
  const said: string[] = [];
  await session(disk, (message, itself) => {
    said.push(message.type);
    if (message.type !== 'progress' || message.progress.done < 5) return;
    disk.full = true;
    itself.interrupt(1);
  }).run(1, taskOf(segment));
  assert.equal(said.at(-1), 'interrupted');
  assert.equal(await store.recovery.latest(taskOf(segment).key, 'test'), null);
});

const fence = (attempt: number): Parameters<Store['claims']['take']>[2] => {
  return { epoch: 1, workflowRunId: 'w', activityId: 'a', attempt };
};
const here = { host: 'here', startedAt: new Date(0).toISOString(), fingerprint: 'f'.repeat(64) };

for (const [what, run, happens] of [
  ['a newer attempt has taken its step', 'lost', (key) => store.claims.take('lost', key, fence(2), here)],
  ['its step is published', 'published', (_, claim) => claim.release()],
] as [string, string, (key: Digest, claim: Claim) => Promise<unknown>][])
  test(`a task stops instead of writing a recovery point when ${what}`, async () => {
    const { segment } = await freshSegment();
    const { key } = taskOf(segment);
    const claim = await store.claims.take(run, key, fence(1), here);
    const task = { ...taskOf(segment, 1), attempt: claim.id, run };
    await happens(key, claim);
    const messages: FromTrainer[] = [];
    await session({ full: false }, (message) => messages.push(message)).run(1, task);
    const last = messages.at(-1)!;
    assert.equal(last.type === 'error' && last.error.code, 'EAGAN_SUPERSEDED');
    assert.equal(await store.recovery.latest(key, claim.id), null);
  });

test('a task whose claim is held writes its points', async () => {
  const { segment } = await freshSegment();
  const { key } = taskOf(segment);
  const claim = await store.claims.take('another', key, fence(1), here);
  const messages: FromTrainer[] = [];
  const task = { ...taskOf(segment, 1), attempt: claim.id, run: 'another' };
  await session({ full: false }, (message) => messages.push(message)).run(1, task);
  assert.ok(messages.at(-1)!.type === 'result');
  assert.notEqual(await store.recovery.latest(key, claim.id), null);
});
