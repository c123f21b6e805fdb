// What Temporal's web UI shows of a run, read as it reads it: summaries, details, current details, the query
// `progress`. Histories get no event for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { Standing } from '../../domain/runs/standing.js';
import { shownPayload } from '../../worker/sealing/payload-codec.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';
import { withRunWorkflow, type WorkflowRequest } from '../support/run-workflow.js';
import { startTestServer, testKeys, testServer, workflowBundle } from '../support/temporal.js';

/** Stages of six generations continue as new, those of two do not. */
const server = testServer(60);
const pipeline = pipelineOf('tiny.yaml');

/** Runs the pipeline to its end, and hands it over while workers still answer queries. */
async function afterRun(
  given: Partial<WorkflowRequest>,
  use: (workflow: (rest: string) => WorkflowHandle) => Promise<void>,
  on = server(),
): Promise<void> {
  const store = await emptyStore();
  const request = { store, trainer: calculatedTrainer(store), run: 'shown', pipeline, ...given };
  const id = runWorkflowId(request.run, store.id);
  await withRunWorkflow(on, request, async (handle) => {
    await handle.result();
    await use((rest) => on.environment.client.workflow.getHandle(`${id}${rest}`));
  });
}

const titleOf = async (workflow: WorkflowHandle): Promise<(string | undefined)[]> => {
  const described: WorkflowExecutionDescription = await workflow.describe();
  return Promise.all([described.staticSummary(), described.staticDetails()]);
};

/** What the web UI asks for to show current details. */
const currentDetails = async (workflow: WorkflowHandle): Promise<string> =>
  (await workflow.query<{ readonly currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;

type Event = proto.temporal.api.history.v1.IHistoryEvent;
const eventsOf = async (workflow: WorkflowHandle): Promise<readonly Event[]> => (await workflow.fetchHistory()).events!;

const textOf = (payload: Payload): string => defaultPayloadConverter.fromPayload(shownPayload(payload, testKeys));

/** The summaries of activities and children, in order. */
const summariesOf = async (workflow: WorkflowHandle): Promise<string[]> =>
  (await eventsOf(workflow))
    .filter((event) => !event.workflowExecutionStartedEventAttributes)
    .flatMap(({ userMetadata }) => (userMetadata?.summary ? [textOf(userMetadata.summary)] : []));

test('workflows and activities say what they do', () =>
  afterRun({}, async (workflow) => {
    const [summary, details] = await titleOf(workflow(''));
    assert.equal(summary, 'tiny: search generator, discriminator, then train the winner');
    assert.match(details!, /eagan attach shown/);
    assert.match((await titleOf(workflow('/e1/generator')))[1]!, /opponent\*\*: the built-in architecture autogan/);
    assert.deepEqual(await titleOf(workflow('/e1/generator/gen-001')), ['generator: generation 2 of 2', undefined]);
    assert.deepEqual(await summariesOf(workflow('')), [
      ...['read the images', 'train the extractor', 'statistics of the real images'],
      'generator: search a generator in 2 generations of 4',
      'discriminator: search a discriminator in 2 generations of 4',
      'final: train the winner for 16 iterations, score it, export it',
      'record the end of the run',
    ]);
    const generation = await summariesOf(workflow('/e1/generator/gen-001'));
    assert.deepEqual(generation.slice(0, 2), ['train, segment 1 of 2', 'train, segment 2 of 2']);
    const evaluated = generation.slice(2, 6).sort();
    evaluated.forEach((title) => assert.match(title, /^evaluate g00[01]-i0\d$/));
    assert.equal(new Set(evaluated).size, 4);
    assert.deepEqual(generation.slice(6), ['select and breed']);
  }));

test('a closed workflow shows the best figures and the front, and answers the query progress', () =>
  afterRun({}, async (workflow) => {
    const { title, now, ended, found } = await workflow('/e1/generator').query<Standing>('progress');
    assert.deepEqual([title, now, ended], ['generator: search a generator in 2 generations of 4', [], 5]);
    assert.deepEqual(
      found.map((one) => one.in),
      ['generation 1', 'generation 2'],
    );
    const [, last] = found;
    assert.ok(last!.front.includes(last!.best));
    assert.equal(typeof last!.figures.frechetDistance, 'number');
    const details = await currentDetails(workflow('/e1/generator'));
    assert.ok(details.startsWith(`5 done\n\n**generation 2**: best ${last!.best}, distance `), details);
    assert.ok(details.includes(`front of ${last!.front.length}: ${last!.front.join(', ')}`), details);
    assert.match(await currentDetails(workflow('')), /6 done\n\n\*\*discriminator\*\*: best .*\n\n\*\*generator\*\*/);
    assert.match(await currentDetails(workflow('/e1/generator/gen-000')), /7 done\n\n\*\*closed\*\*: best g000-i0/);
  }));

test('while it runs, a workflow shows which steps it waits for', async () => {
  const store = await emptyStore();
  const held = 'generator/gen-000/train/segment-01';
  const trainer = calculatedTrainer(store, heldAt(held));
  const request = { store, trainer, run: 'held', pipeline };
  await withRunWorkflow(server(), request, async (handle) => {
    await untilAsked(trainer, held);
    const { client } = server().environment;
    const generation = client.workflow.getHandle(`${handle.workflowId}/e1/generator/gen-000`);
    assert.equal(await currentDetails(generation), '**now**: train, segment 2 of 2 (1 done)');
    assert.match(await currentDetails(handle), /^\*\*now\*\*: generator: search a generator .* \(3 done\)$/);
    await handle.cancel();
    await assert.rejects(handle.result());
  });
});

test('a stage that continued as new says what it does although its summary is lost', () =>
  afterRun({ pipeline: pipelineOf('tiny.yaml', ['stageDefaults.generations=6']) }, async (workflow) => {
    const stage = workflow('/e1/generator');
    assert.match(await currentDetails(stage), /\n\ngenerator: search a generator in 6 generations of 4$/);
  }));

test('the window adds no event: a history has those of its steps, and no update of attributes or memo', () =>
  afterRun({}, async (workflow) => {
    const types = proto.temporal.api.enums.v1.EventType;
    const counts = new Map<string, number>();
    for (const { eventType } of await eventsOf(workflow('/e1/generator/gen-000'))) {
      const name = types[eventType!].replace('EVENT_TYPE_', '');
      if (!name.startsWith('WORKFLOW_TASK_')) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(counts), {
      WORKFLOW_EXECUTION_STARTED: 1,
      ACTIVITY_TASK_SCHEDULED: 7,
      ACTIVITY_TASK_STARTED: 7,
      ACTIVITY_TASK_COMPLETED: 7,
      WORKFLOW_EXECUTION_COMPLETED: 1,
    });
  }));

/** Bytes of all histories of this run at the version before it had a window. */
const bytesBefore = 182_491;

test('histories are smaller than before they had a window', () =>
  afterRun({}, async (workflow) => {
    const stages = ['/e1/generator', '/e1/discriminator'];
    const generations = stages.flatMap((stage) => [0, 1].map((at) => `${stage}/gen-00${at}`));
    let bytes = 0;
    for (const rest of ['', ...stages, ...generations, '/e1/final'])
      for (const event of await eventsOf(workflow(rest)))
        bytes += proto.temporal.api.history.v1.HistoryEvent.encode(event).finish().length;
    assert.ok(bytes < bytesBefore, `${bytes} bytes`);
  }));

test('a run completes on a server that has only the attribute by which its workflows are found', async () => {
  const environment = await startTestServer(undefined, undefined, { EaganRun: 'Keyword' });
  try {
    const withoutAttributes = ['EaganStage', 'EaganGeneration'] as const;
    await afterRun({ withoutAttributes }, async () => undefined, { environment, bundle: await workflowBundle() });
  } finally {
    await environment.teardown();
  }
});
