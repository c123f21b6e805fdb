// When steps run and what happens if they fail: workflows on a real server and a real store, with hashes for tasks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { getJson } from '../../domain/steps/objects.js';
import { expectedSteps } from '../../domain/plan/index.js';
import { runRefs, type RunOutcome, type RunState } from '../../domain/runs/run-state.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { runRecords, type Store } from '../../store/index.js';
import { Interruption } from '../../trainer/interrupted.js';
import type { RunResult } from '../../workflows/types.js';
import { calculatedTrainer, untilAsked, heldAt } from '../support/calculated-trainer.js';
import { coupledPipeline } from '../support/coupled-pipeline.js';
import { pipelineOf } from '../support/pipelines.js';
import { testServer } from '../support/temporal.js';
import { withRunWorkflow, type WorkflowRequest } from '../support/run-workflow.js';
import { emptyStore } from '../support/quick-store.js';

const server = testServer(20);

const pipeline = pipelineOf('tiny.yaml');

/** Starts a run of the tiny pipeline, or of another, and hands its workflow to `use`. */
const withRun = <T>(
  request: Omit<WorkflowRequest, 'pipeline'> & Partial<WorkflowRequest>,
  use: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> => withRunWorkflow(server(), { pipeline, ...request }, use);

const toEnd = (handle: WorkflowHandle): Promise<RunResult> => handle.result() as Promise<RunResult>;
const stateOf = async (store: Store, run: string): Promise<RunState | undefined> =>
  (await store.refs.get<RunState>(runRefs.state(run)))?.value;

const searches: Record<string, Pipeline> = { tiny: pipeline, coupled: coupledPipeline() };
for (const [name, searched] of Object.entries(searches))
  test(`a ${name} run performs exactly the planned steps, in two empty stores with one result digest`, async () => {
    const digests: string[] = [];
    for (const run of [`${name}-1`, `${name}-2`]) {
      const store = await emptyStore();
      const trainer = calculatedTrainer(store);
      const { resultDigest } = await withRun({ store, trainer, run, pipeline: searched }, toEnd);
      const places = (await store.ledger.entries(run)).map(({ place }) => place);
      assert.deepEqual(places.sort(), (await expectedSteps(searched, 500)).map(({ place }) => place).sort());
      assert.equal((await store.refs.get<RunOutcome>(runRefs.result(run)))?.value.resultDigest, resultDigest);
      assert.equal((await stateOf(store, run))?.status, 'completed');
      digests.push(resultDigest);
    }
    assert.equal(digests[0], digests[1]);
  });

test('a search by the published rule keeps half of each generation, names the rule in its selections, and repeats', async () => {
  const searched = pipelineOf('tiny.yaml', ['stageDefaults.selection.kind=officialRepo']);
  const digests: string[] = [];
  for (const run of ['published-1', 'published-2']) {
    const store = await emptyStore();
    digests.push(
      (await withRun({ store, trainer: calculatedTrainer(store), run, pipeline: searched }, toEnd)).resultDigest!,
    );
    const selects = (await runRecords(store, run)).filter(({ step }) => step.kind === 'select');
    assert.equal(
      selects.length,
      searched.stages.reduce((sum, { generations }) => sum + generations, 0),
    );
    for (const { outputs } of selects) {
      const { rule, survivors, ranking } = await getJson<SelectionArtifact>(store.objects, outputs.selection!);
      assert.deepEqual([rule, survivors.length], ['officialRepo', ranking.length / 2]);
    }
  }
  assert.equal(digests[0], digests[1]);
});

test('a finished step asks no trainer again, unless the run is fresh', async () => {
  const store = await emptyStore();
  const first = await withRun({ store, trainer: calculatedTrainer(store), run: 'again-1' }, toEnd);
  const idle = calculatedTrainer(store);
  const second = await withRun({ store, trainer: idle, run: 'again-2' }, toEnd);
  assert.deepEqual(idle.asked, []);
  const busy = calculatedTrainer(store);
  const third = await withRun({ store, trainer: busy, run: 'again-3', fresh: true }, toEnd);
  assert.ok(busy.asked.length > 20);
  assert.equal(second.resultDigest, first.resultDigest);
  assert.equal(third.resultDigest, first.resultDigest);
});

test('a run with fewer images than a batch ends as soon as they are counted', async () => {
  const { finalTraining } = pipeline;
  const { training } = finalTraining;
  const batch = { ...training.batch, discriminator: 501 };
  const searched = { ...pipeline, finalTraining: { ...finalTraining, training: { ...training, batch } } };
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  await assert.rejects(withRun({ store, trainer, run: 'few', pipeline: searched }, toEnd));
  assert.deepEqual(trainer.asked, ['dataset']);
  const state = await stateOf(store, 'few');
  assert.ok(state?.status === 'failed');
  assert.deepEqual(
    [state.code, state.cure],
    [
      'EAGAN_BATCH_TOO_LARGE',
      'Add images, then: eagan run FILE. Or use smaller batches: eagan run FILE --set finalTraining.training.batch.discriminator=500',
    ],
  );
});

test('a lost trainer, an interrupted attempt and a full disk each cost one attempt and do not change the result', async () => {
  const faults: Record<string, Error> = {
    'generator/gen-000/train/segment-00': new EaganError('EAGAN_TRAINER_CRASHED', 'ended by SIGSEGV'),
    'generator/gen-001/evaluate/02': new Interruption(),
    'final/train/segment-00': new EaganError('EAGAN_DISK_FULL', 'no space'),
  };
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, (place, time) => {
    if (time === 1 && faults[place]) throw faults[place];
  });
  const { resultDigest } = await withRun({ store, trainer, run: 'faulty' }, toEnd);
  for (const place of Object.keys(faults)) assert.equal(trainer.asked.filter((asked) => asked === place).length, 2);
  const calm = await emptyStore();
  const undisturbed = await withRun({ store: calm, trainer: calculatedTrainer(calm), run: 'calm' }, toEnd);
  assert.equal(resultDigest, undisturbed.resultDigest);
});

test('bad input ends the run immediately, and its state has code, cause and cure', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, (place) => {
    if (place === 'extractor') throw new EaganError('EAGAN_EXTRACTOR_USELESS', 'accuracy 0.2', 'Give more images.');
  });
  await assert.rejects(withRun({ store, trainer, run: 'useless' }, toEnd));
  assert.equal(trainer.asked.filter((place) => place === 'extractor').length, 1);
  const state = await stateOf(store, 'useless');
  assert.ok(state?.status === 'failed');
  assert.deepEqual(
    { code: state.code, message: state.message, cure: state.cure, activity: state.activity },
    { code: 'EAGAN_EXTRACTOR_USELESS', message: 'accuracy 0.2', cure: 'Give more images.', activity: 'fitExtractor' },
  );
});

test('a request to cancel interrupts the running step and is written to the store', async () => {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store, heldAt('generator/warmup/segment-00'));
  await withRun({ store, trainer, run: 'unwanted' }, async (handle) => {
    await untilAsked(trainer, 'generator/warmup/segment-00');
    await handle.cancel();
    await assert.rejects(handle.result());
  });
  assert.equal((await stateOf(store, 'unwanted'))?.status, 'cancelled');
  assert.equal(trainer.asked.at(-1), 'generator/warmup/segment-00');
});

test('a stage continues as new between generations when its history grows, and continues where it was', async () => {
  const store = await emptyStore();
  const long = pipelineOf('tiny.yaml', ['stageDefaults.generations=6']);
  await withRun({ store, trainer: calculatedTrainer(store), run: 'long', pipeline: long }, toEnd);
  const executions: string[] = [];
  const query = `EaganRun = '${runWorkflowId('long', store.id)}' AND EaganStage = 'generator' AND WorkflowType = 'stageWorkflow'`;
  for await (const { status } of server().environment.client.workflow.list({ query })) executions.push(status.name);
  assert.ok(executions.includes('CONTINUED_AS_NEW'), executions.join());
  assert.equal((await store.ledger.entries('long')).filter(({ place }) => place.endsWith('/select')).length, 12);
});
