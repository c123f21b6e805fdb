// Histories hold small things: what a generation's workflow and its activities are given does not grow with the
// pipeline.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runRefs } from '../../domain/runs/run-state.js';
import type { RunInput } from '../../workflows/types.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { freezeRun } from '../support/freeze-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { shownPayload } from '../../worker/sealing/payload-codec.js';
import { startTestServer, testKeys, withWorkers, workflowBundle } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let environment: TestWorkflowEnvironment;
before(async () => {
  environment = await startTestServer();
});
after(async () => {
  await environment.teardown();
});

const settings = [
  'stageDefaults.generations=2',
  'stageDefaults.evaluation.images=64',
  'stageDefaults.training.segmentIterations=5',
];
const plain = pipelineOf('tiny.yaml', settings);
/** Of the same steps, with as many spaces as nobody has. */
const large: Pipeline = {
  ...plain,
  searchSpaces: Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `space-${i}`,
      { network: 'generator', allowed: [Array(60).fill([0, 1, 2])] },
    ]),
  ) as unknown as Pipeline['searchSpaces'],
};

interface Input {
  /** `generationWorkflow`, or an activity of one. */
  readonly of: string;
  readonly value: unknown;
  readonly bytes: number;
}

/** What every generation of a run was given, and what each of its activities was, from the histories of its server. */
async function generationInputs(run: string, pipeline: Pipeline): Promise<Input[]> {
  const store = await quickStore(temporaryFolder());
  await freezeRun(store, run, pipeline);
  await store.refs.compareAndSwap(runRefs.owner(run), 0, { schemaVersion: 1, epoch: 1, at: '' });
  const activities = createActivities({ store, pool: calculatedTrainer(store), host: 'here' });
  await withWorkers(environment, await workflowBundle(), activities, async (queues) => {
    const images = { contents: null, decoder: null };
    const input: RunInput = { schemaVersion: 1, run, epoch: 1, pipeline, ...images, queues, fresh: false };
    const options = { workflowId: run, taskQueue: queues.control, args: [input] };
    await environment.client.workflow.execute('runWorkflow', options);
  });
  const inputs: Input[] = [];
  const query = `EaganRun = '${run}' AND WorkflowType = 'generationWorkflow'`;
  for await (const { workflowId } of environment.client.workflow.list({ query }))
    inputs.push(...(await inputsOf(workflowId)));
  return inputs;
}

async function inputsOf(workflowId: string): Promise<Input[]> {
  const { events } = await environment.client.workflow.getHandle(workflowId).fetchHistory();
  return events!.flatMap((event) => {
    const started = event.workflowExecutionStartedEventAttributes;
    const scheduled = event.activityTaskScheduledEventAttributes;
    const of = started ? 'generationWorkflow' : scheduled?.activityType?.name;
    const payload = (started ?? scheduled)?.input?.payloads?.[0];
    return of && payload ? [inputOf(of, payload)] : [];
  });
}

function inputOf(of: string, payload: Payload): Input {
  const shown = shownPayload(payload, testKeys);
  return { of, value: defaultPayloadConverter.fromPayload(shown), bytes: shown.data!.length };
}

/** All that such inputs may say. */
const known = [
  ...['owner', 'run', 'epoch', 'fresh', 'queues', 'control', 'train', 'evaluate', 'order', 'kind'],
  ...['stage', 'generation', 'population', 'state', 'index', 'slot', 'evaluations', 'excluded', 'closed', 'winner'],
  ...['prepared', 'dataset', 'extractor', 'reference', 'trainImages', 'heldOutImages'],
  ...['segments', 'individuals', 'divergenceLimit'],
];

/** What in a value is no digest, no short name and no number, or stands under a key that is not known. */
function unknownIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownIn);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => (known.includes(key) ? unknownIn(item) : [key]));
  const isSmall = typeof value === 'string' ? value.length <= 80 : ['number', 'boolean'].includes(typeof value);
  return isSmall ? [] : [JSON.stringify(value)];
}

test('generations and their activities are given names, digests, counts and nothing else, however large the pipeline is', async () => {
  const inputs = await generationInputs('small', plain);
  const kinds = ['evaluateCandidate', 'generationWorkflow', 'selectGeneration', 'trainSegment'];
  assert.deepEqual([...new Set(inputs.map(({ of }) => of))].sort(), kinds);
  for (const { of, value } of inputs) assert.deepEqual(unknownIn(value), [], of);
  const grown = await generationInputs('large', large);
  const most = (of: string, among: readonly Input[]): number =>
    Math.max(...among.filter((input) => input.of === of).map(({ bytes }) => bytes));
  for (const of of kinds) {
    assert.equal(most(of, grown), most(of, inputs), of);
    assert.ok(most(of, inputs) < 2_000, `${of}: ${most(of, inputs)} bytes`);
  }
});
