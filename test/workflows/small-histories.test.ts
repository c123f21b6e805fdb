// Histories stay small: the inputs of a generation's workflow and its activities do not grow with the pipeline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { Pipeline, SearchSpace } from '../../domain/pipeline.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';
import { shownPayload } from '../../worker/sealing/payload-codec.js';
import { testKeys, testServer } from '../support/temporal.js';
import { withRunWorkflow } from '../support/run-workflow.js';

const server = testServer();

const settings = [
  'stageDefaults.generations=2',
  'stageDefaults.evaluation.images=64',
  'stageDefaults.training.segmentIterations=5',
];
const plain = pipelineOf('tiny.yaml', settings);
/** The same steps in a pipeline with unusually many spaces. */
const large: Pipeline = {
  ...plain,
  searchSpaces: Object.fromEntries(
    Array.from({ length: 40 }, (_, i): [string, SearchSpace] => [
      `space-${i}`,
      { network: 'generator', allowed: [Array<number[]>(60).fill([0, 1, 2])] },
    ]),
  ),
};

interface Input {
  /** `generationWorkflow`, or an activity of one. */
  readonly of: string;
  readonly value: unknown;
  readonly bytes: number;
}

/** The inputs of every generation of a run and of its activities, from the server's histories. */
async function generationInputs(run: string, pipeline: Pipeline): Promise<Input[]> {
  const store = await emptyStore();
  const request = { store, trainer: calculatedTrainer(store), run, pipeline };
  await withRunWorkflow(server(), request, (handle) => handle.result());
  const inputs: Input[] = [];
  const query = `EaganRun = '${runWorkflowId(run, store.id)}' AND WorkflowType = 'generationWorkflow'`;
  for await (const { workflowId } of server().environment.client.workflow.list({ query }))
    inputs.push(...(await inputsOf(workflowId)));
  return inputs;
}

async function inputsOf(workflowId: string): Promise<Input[]> {
  const { events } = await server().environment.client.workflow.getHandle(workflowId).fetchHistory();
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

/** All keys that such inputs may have. */
const known = [
  ...['owner', 'run', 'epoch', 'fresh', 'queues', 'control', 'train', 'evaluate', 'order', 'kind'],
  ...['stage', 'generation', 'population', 'state', 'index', 'slot', 'evaluations', 'excluded', 'closed', 'winner'],
  ...['prepared', 'dataset', 'extractor', 'reference', 'trainImages', 'heldOutImages'],
  ...['segments', 'individuals', 'divergenceLimit', 'names', 'generations'],
];

/** The parts of a value that are no digest, short name or number, or have an unknown key. */
function unknownIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownIn);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => (known.includes(key) ? unknownIn(item) : [key]));
  const isSmall = typeof value === 'string' ? value.length <= 80 : ['number', 'boolean'].includes(typeof value);
  return isSmall ? [] : [JSON.stringify(value)];
}

test('generations and their activities get only names, digests and counts, however large the pipeline is', async () => {
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
