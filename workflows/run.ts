// A run: performs its plan (domain/plan/run.ts), with each stage and the final training as child workflows.
import { executeChild } from '@temporalio/workflow';
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import { performRun } from '../domain/plan/index.js';
import { activitiesOn } from './activities.js';
import { stageOptions } from './children.js';
import { asWorkflowFailure, endOfFailure, recordEnd } from './ending.js';
import { finalWorkflow } from './final.js';
import { stepsByActivities } from './performer.js';
import { stageWorkflow } from './stage.js';
import type { FinalInput, Ownership, RunInput, RunResult } from './types.js';

/** Runs a pipeline to its exported winner. However the run ends, its end is written to the store. */
export async function runWorkflow(input: RunInput): Promise<RunResult> {
  const activities = activitiesOn(input.queues);
  try {
    const exportKey = await search(input);
    const { resultDigest } = await activities.finishRun({
      run: input.run,
      epoch: input.epoch,
      end: { status: 'completed', exportKey },
    });
    return { exportKey, resultDigest: resultDigest! };
  } catch (error) {
    const failure = asWorkflowFailure(error);
    await recordEnd(activities, input, endOfFailure(failure, input.run));
    throw failure;
  }
}

function search(started: RunInput): Promise<string> {
  const { contents, decoder, progress = null } = started;
  const pipeline = pipelineOfToday(started.pipeline);
  const owner = ownerOf(started);
  return performRun({ pipeline, source: { contents, decoder } }, progress, {
    ...stepsByActivities(owner, pipeline),
    stage: (context, at) =>
      executeChild(stageWorkflow, { ...stageOptions(owner, context.stage.id), args: [{ owner, context, at }] }),
    final: async (context, finished) => {
      const options = { ...stageOptions(owner, 'final'), args: [{ owner, context, finished }] as [FinalInput] };
      return (await executeChild(finalWorkflow, options)).exportKey;
    },
  });
}

function ownerOf({ run, epoch, queues, fresh, supersessions }: RunInput): Ownership {
  return { run, epoch, queues, fresh, ...(supersessions ? { supersessions } : {}) };
}
