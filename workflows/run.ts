// A run: performs its plan (domain/plan/run.ts), with each stage and the final training as child workflows.
import { executeChild } from '@temporalio/workflow';
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import { performRun } from '../domain/plan/index.js';
import { stageFront } from '../domain/runs/standing.js';
import { finalSummary, runSummary, stageTitle } from '../domain/runs/workflow-titles.js';
import { activitiesOn } from './activities.js';
import { stageOptions } from './children.js';
import { endOfFailure, recordEnd } from './ending.js';
import { asWorkflowFailure } from './failures.js';
import { finalWorkflow } from './final.js';
import { stepsByActivities } from './performer.js';
import { acceptedInput, checkedChild } from './results.js';
import { stageWorkflow } from './stage.js';
import type { Ownership, RunInput, RunResult } from './types.js';
import { openWindow } from './window.js';

/** Runs a pipeline to its exported winner. However the run ends, its end is written to the store. */
export async function runWorkflow(given: RunInput): Promise<RunResult> {
  const input = acceptedInput(given, 'run', 'epoch', 'pipeline', 'queues');
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
    await recordEnd(activities, input, endOfFailure(failure, input));
    throw failure;
  }
}

function search(started: RunInput): Promise<string> {
  const { contents, decoder, progress = null } = started;
  const pipeline = pipelineOfToday(started.pipeline);
  const owner = ownerOf(started);
  const window = openWindow(runSummary(pipeline));
  return performRun({ pipeline, source: { contents, decoder } }, progress, {
    ...stepsByActivities(owner, pipeline, window),
    stage: async (context, at) => {
      const title = stageTitle(context.stage);
      const options = { ...stageOptions(owner, context.stage.id), ...title };
      const child = executeChild(stageWorkflow, { ...options, args: [{ owner, context, at }] });
      const closed = await checkedChild('stage', options.workflowId, window.during(title.staticSummary, child));
      window.found(stageFront(closed.winner));
      return closed;
    },
    final: async (context, finished) => {
      const staticSummary = finalSummary(pipeline);
      const options = { ...stageOptions(owner, 'final'), staticSummary };
      const child = executeChild(finalWorkflow, { ...options, args: [{ owner, context, finished }] });
      return (await checkedChild('final', options.workflowId, window.during(staticSummary, child))).exportKey;
    },
  });
}

function ownerOf({ run, epoch, queues, fresh, supersessions, withoutAttributes }: RunInput): Ownership {
  return {
    ...{ run, epoch, queues, fresh },
    ...(supersessions ? { supersessions } : {}),
    ...(withoutAttributes ? { withoutAttributes } : {}),
  };
}
