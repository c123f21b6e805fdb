// A pipeline that an earlier version froze still gives the steps that it gave then.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pipelineOfToday } from '../../domain/earlier-pipeline.js';
import { omit } from '../../domain/omit.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { projectRoot } from '../support/project.js';
import { coupledStage, discriminatorStage, generatorStage, pipelineOf } from './fixtures.js';

const counts = { trainImages: 4000, heldOutImages: 500 };
const today = pipelineOf([generatorStage, discriminatorStage]);
const { networks, metrics, finalTraining } = today;
const earlier = {
  ...omit(omit(today, 'searchSpaces'), 'budget'),
  networks: {
    generator: { ...networks.generator, space: 'eagan-generator' },
    discriminator: { ...networks.discriminator, space: 'eagan-discriminator' },
  },
  metrics: omit(metrics, 'latency'),
  stages: today.stages.map((stage) => omit(omit(omit(stage, 'spaces'), 'earlyStopping'), 'budget')),
  finalTraining: omit(finalTraining, 'networks'),
};

test('a pipeline of today stays as it is', () => {
  for (const pipeline of [today, pipelineOf([coupledStage])]) assert.deepEqual(pipelineOfToday(pipeline), pipeline);
});

test('settings that an earlier pipeline lacks get the values of that time: it has the same steps under the same keys', async () => {
  const keys = async (pipeline: Pipeline) => (await virtualWalk(pipeline, counts)).map(({ key }) => key);
  assert.deepEqual(await keys(pipelineOfToday(earlier)), await keys(today));
});

test('the pipeline of the first recorded history walks to its export', async () => {
  const file = join(projectRoot, 'test/replay/histories/runWorkflow-0.1.0.json');
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as {
    events: { workflowExecutionStartedEventAttributes: { input: { payloads: { data: string }[] } } }[];
  };
  const { data } = events[0]!.workflowExecutionStartedEventAttributes.input.payloads[0]!;
  const { pipeline } = JSON.parse(Buffer.from(data, 'base64').toString()) as { pipeline: Pipeline };
  const walked = await virtualWalk(pipelineOfToday(pipeline), counts);
  assert.equal(walked.at(-1)!.step.kind, 'export');
});
