// A run: prepare the data, search stage after stage, train and score the winner, export it.
import { executeChild } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import {
  assertBatchesFit,
  extractorStep,
  finalContext,
  ingestStep,
  outputOf,
  preparedFrom,
  referenceStep,
  stageContext,
  type FinishedStage,
  type Prepared,
  type RunProgress,
} from '../domain/plan/index.js';
import { activitiesOn, requests } from './activities.js';
import { stageOptions } from './children.js';
import { asFailure, endOfFailure, recordEnd } from './ending.js';
import { finalWorkflow } from './final.js';
import { stageWorkflow } from './stage.js';
import type { Ownership, RunInput, RunResult } from './types.js';

/** Runs a pipeline to its exported winner; however it ends, the store hears of it. */
export async function runWorkflow(input: RunInput): Promise<RunResult> {
  const activities = activitiesOn(input.queues);
  try {
    const exportKey = await search(input, activities);
    const { resultDigest } = await activities.finishRun({
      run: input.run,
      epoch: input.epoch,
      end: { status: 'completed', exportKey },
    });
    return { exportKey, resultDigest: resultDigest! };
  } catch (error) {
    const failure = asFailure(error);
    await recordEnd(activities, input, endOfFailure(failure, input.run));
    throw failure;
  }
}

async function search(started: RunInput, activities: Activities): Promise<string> {
  const pipeline = pipelineOfToday(started.pipeline);
  const input = { ...started, pipeline };
  const owner = ownerOf(input);
  const { prepared, finished: closed, stage } = await beginning(input, activities);
  const finished: FinishedStage[] = [...closed];
  for (const { id } of pipeline.stages.slice(closed.length)) {
    const context = stageContext(pipeline, id, prepared, finished);
    const at = finished.length === closed.length ? stage : null;
    finished.push(await executeChild(stageWorkflow, { ...stageOptions(owner, id), args: [{ owner, context, at }] }));
  }
  const context = finalContext(pipeline, prepared, finished);
  const { exportKey } = await executeChild(finalWorkflow, {
    ...stageOptions(owner, 'final'),
    args: [{ owner, context, finished }],
  });
  return exportKey;
}

function ownerOf({ run, epoch, queues, fresh, supersessions }: RunInput): Ownership {
  return { run, epoch, queues, fresh, ...(supersessions ? { supersessions } : {}) };
}

/** What earlier executions closed; a run that has nothing yet prepares its data. */
async function beginning(input: RunInput, activities: Activities): Promise<RunProgress> {
  return input.progress ?? { prepared: await prepare(input, activities), finished: [], stage: null };
}

async function prepare(input: RunInput, activities: Activities): Promise<Prepared> {
  const { pipeline, contents, decoder } = input;
  const request = requests(input, pipeline);
  const ingest = await activities.ingestDataset(request(ingestStep(pipeline, { contents, decoder })));
  assertBatchesFit(pipeline, ingest);
  const dataset = outputOf(ingest, 'dataset');
  const fitted = await activities.fitExtractor(request(extractorStep(pipeline, dataset)));
  const extractor = outputOf(fitted, 'extractor');
  const reference = await activities.computeReference(request(referenceStep({ dataset, extractor })));
  return preparedFrom(ingest, fitted, reference);
}
