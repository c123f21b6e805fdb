// The resume certificate: a closed step is run again beside the continued work, and its results are compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepRequest } from '../../activities/types.js';
import { EaganError } from '../../domain/errors.js';
import { stepKey } from '../../domain/steps/step.js';
import type { AskedTask } from '../support/calculated-trainer.js';
import { requestOf, run, Scene, segment } from './support/scene.js';

type Beside = (asked: AskedTask) => void;

/**
 * A closed first segment, and a second one that a lost attempt had begun. `beside` is called for each task that runs
 * beside the slots.
 */
async function recovering(
  beside: Beside = () => undefined,
  onMismatch?: 'stop' | 'warn',
): Promise<{ scene: Scene; request: StepRequest }> {
  const scene = await Scene.open((place, time, _signal, asked) => {
    if (asked.options.beside) beside(asked);
    else if (place === segment(1).place && time === 1) throw new EaganError('EAGAN_TRAINER_KILLED', 'ended by SIGKILL');
  });
  const { outputs } = await scene.perform('trainSegment', requestOf(segment(0)));
  const request = requestOf(segment(1, { state: outputs.state! }), 1, onMismatch ? { onMismatch } : {});
  await scene.failure('trainSegment', request, 1);
  return { scene, request };
}

/** Gives other numbers for a task that runs beside the slots. */
function lyingBeside(scene: Scene): void {
  const { run: honest } = scene.trainer;
  scene.trainer.run = async (task, options) => {
    const done = await honest(task, options);
    return options.beside ? { ...done, result: { ...done.result, numbers: { odd: 1 } } } : done;
  };
}

test('while a recovered step runs, the last closed step is run again beside it, and the journal says that its result is the same', async () => {
  const { scene, request } = await recovering();
  await scene.perform('trainSegment', request, 2);
  const [certificate, ...more] = await scene.told('certificate');
  assert.deepEqual([certificate?.verdict, certificate?.place, more.length], ['same', segment(0).place, 0]);
  assert.equal((await scene.store.ledger.entries(run)).length, 2);
});

test('different bits stop the run before it publishes anything that depends on them', async () => {
  const { scene, request } = await recovering();
  lyingBeside(scene);
  const failure = await scene.failure('trainSegment', request, 2);
  assert.deepEqual([failure.type, failure.nonRetryable], ['EAGAN_NOT_REPRODUCIBLE', true]);
  assert.equal((await scene.told('certificate'))[0]?.verdict, 'different');
  assert.equal((await scene.store.ledger.entries(run)).length, 1);
});

test('the run continues if a difference must only be reported as a warning', async () => {
  const { scene, request } = await recovering(undefined, 'warn');
  lyingBeside(scene);
  await scene.perform('trainSegment', request, 2);
  assert.equal((await scene.told('certificate'))[0]?.verdict, 'different');
});

test('a certificate whose child is killed counts as not run and is no error', async () => {
  const { scene, request } = await recovering(() => {
    throw new EaganError('EAGAN_OUT_OF_MEMORY', 'the machine ran out of memory');
  });
  await scene.perform('trainSegment', request, 2);
  const [certificate] = await scene.told('certificate');
  assert.deepEqual([certificate?.verdict, certificate?.message], ['notRun', 'the machine ran out of memory']);
});

test('recoveries that follow each other immediately share one certificate', async () => {
  const { scene, request } = await recovering();
  const { state } = (await scene.perform('trainSegment', request, 2)).outputs;
  const next = requestOf(segment(2, { state: state! }));
  const fence = { epoch: 1, workflowRunId: 'workflow-of-epoch-1', activityId: next.step.place, attempt: 1 };
  const circumstances = { host: 'gone', startedAt: '', fingerprint: 'f'.repeat(64) };
  await scene.store.claims.take(run, stepKey(next.step), fence, circumstances);
  await scene.perform('trainSegment', next, 2);
  assert.equal((await scene.told('recovered')).length, 2);
  assert.equal((await scene.told('certificate')).length, 1);
});

test('the first step of a later epoch is a recovery, and each worker has a certificate of its own', async () => {
  const scene = await Scene.open();
  const { outputs } = await scene.perform('trainSegment', requestOf(segment(0)));
  assert.deepEqual(await scene.told('certificate'), []);
  await scene.own(2);
  const again = await (
    await scene.anotherWorker()
  ).perform('trainSegment', requestOf(segment(1, { state: outputs.state! }), 2));
  assert.equal((await scene.told('certificate')).length, 1);
  await scene.perform('trainSegment', requestOf(segment(2, { state: again.outputs.state! }), 2));
  assert.equal((await scene.told('certificate')).length, 2);
});

test('a run has no certificate if no closed step is short enough and has its inputs', async () => {
  const scene = await Scene.open();
  await scene.own(2);
  await scene.perform('trainSegment', requestOf(segment(0), 2));
  assert.deepEqual(await scene.told('certificate'), []);
});
