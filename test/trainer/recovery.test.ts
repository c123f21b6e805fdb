// Real networks and real signals: a segment whose trainer was killed or interrupted ends with the same bits as an
// undisturbed segment.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomGenotype, fullSpace } from '../../domain/search/search-space.js';
import type { Step } from '../../domain/steps/step.js';
import { stream } from '../../domain/stream.js';
import type { Store } from '../../store/types.js';
import { Interruption } from '../../trainer/interrupted.js';
import { createPool } from '../../trainer/pool.js';
import type { Progress, TaskResult, TrainerPool } from '../../trainer/types.js';
import { childrenOf, eventually } from '../support/processes.js';
import { resultOf } from './support/run-task.js';
import { runOptions, scratch, watched } from './support/tasks.js';
import { openStep, segmentStep, taskOf, tinyStore } from './support/tiny.js';

let store: Store;
let pool: TrainerPool;
/**
 * Stage 2 right after its warm-up, where every slot gets its own generator. Resuming must not distribute them again.
 */
let segment: Step;
let uninterrupted: TaskResult;

const genotypes = [0, 1, 2].map((slot) => randomGenotype(fullSpace('discriminator'), stream(1, `test/${slot}`)));
const run = (step: Step, where: TrainerPool = pool): Promise<TaskResult> =>
  where.run(taskOf(step), runOptions()).then(({ result }) => result);

before(async () => {
  pool = createPool({ slots: 1, logFolder: scratch('logs') });
  const tiny = await tinyStore();
  store = tiny.store;
  const { outputs } = await run(openStep('discriminator'));
  const drawing = { population: genotypes, opponentsFrom: [0, 0, 0], from: 0, to: 60 };
  segment = segmentStep('discriminator', { state: outputs.state!, dataset: tiny.dataset }, drawing);
  uninterrupted = await run(segment);
});
after(() => pool.close(1000));

const untilRecoveryPoint = (key: string): Promise<void> =>
  eventually('a recovery point is written', async () => (await store.recovery.latest(key, 'test')) !== null);

function assertSameAsUninterrupted(result: TaskResult): void {
  const { resumedAtIteration } = result;
  assert.ok(resumedAtIteration! > 0, `resumed at ${resumedAtIteration}`);
  assert.deepEqual(resultOf(result), resultOf(uninterrupted));
}

test('a trainer killed after a recovery point resumes inside the segment and ends with the same state and numbers', async () => {
  const { key } = taskOf(segment);
  const running = pool.run(taskOf(segment, 1), runOptions());
  const death = assert.rejects(running, { code: 'EAGAN_TRAINER_KILLED', message: /SIGKILL/ });
  await untilRecoveryPoint(key);
  process.kill(childrenOf(process.pid)[0]!, 'SIGKILL');
  await death;
  assertSameAsUninterrupted(await run(segment));
  await store.recovery.clear(key, 'test');
});

test('a segmentation fault in the middle of a training step costs one attempt', async () => {
  const options = watched();
  const running = pool.run(taskOf(segment), options);
  const death = assert.rejects(running, { code: 'EAGAN_TRAINER_CRASHED', message: /SIGSEGV/ });
  await options.begun;
  process.kill(childrenOf(process.pid)[0]!, 'SIGSEGV');
  await death;
  assert.deepEqual(resultOf(await run(segment)), resultOf(uninterrupted));
});

test('an interrupt writes a recovery point, and both the warm child and a new one continue from it to the same bits', async () => {
  const other = createPool({ slots: 1, logFolder: scratch('logs-of-another') });
  for (const next of [pool, other]) {
    const stop = new AbortController();
    const onProgress = ({ done }: Progress): void => void (done >= 3 && stop.abort());
    const running = pool.run(taskOf(segment), runOptions({ signal: stop.signal, onProgress }));
    await assert.rejects(running, Interruption);
    assertSameAsUninterrupted(await run(segment, next));
    await store.recovery.clear(taskOf(segment).key, 'test');
  }
  await other.close(1000);
});
