// A stage of EAGAN (paper, section 3): warm the supernet up, then generation after generation, then the front and its
// best.
import { continueAsNew, executeChild, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import {
  closeStageStep,
  openStageStep,
  outputOf,
  warmUp,
  type FinishedStage,
  type StageProgress,
} from '../domain/plan/index.js';
import { activitiesOn, requests } from './activities.js';
import { generationOptions } from './children.js';
import { generationWorkflow } from './generation.js';
import type { StageInput } from './types.js';

/** Searches one network. Continues as new between generations, when no child or handler is open. */
export async function stageWorkflow({ owner, context, at }: StageInput): Promise<FinishedStage> {
  const activities = activitiesOn(owner.queues);
  let progress = at ?? (await open({ owner, context, at }, activities));
  for (;;) {
    const { generation } = progress.population;
    const { state, selection, next } = await executeChild(generationWorkflow, {
      ...generationOptions(context.stage.id, generation),
      args: [{ owner, context, at: progress }],
    });
    if (next === null) return close({ owner, context, at }, activities, selection, state);
    progress = next;
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof stageWorkflow>({ owner, context, at: progress });
  }
}

async function open({ owner, context }: StageInput, activities: Activities): Promise<StageProgress> {
  const request = requests(owner, context.pipeline);
  const opened = await activities.openStage(request(openStageStep(context)));
  const state = await warmUp(context, outputOf(opened, 'state'), (step) => activities.trainSegment(request(step)));
  return { state, population: opened.population!, populationDigest: outputOf(opened, 'population') };
}

async function close(
  { owner, context }: StageInput,
  activities: Activities,
  selection: string,
  state: string,
): Promise<FinishedStage> {
  const request = requests(owner, context.pipeline);
  const closed = await activities.closeStage(request(closeStageStep(context, selection, state)));
  return { winner: closed.winner, winnerDigest: outputOf(closed, 'winner'), state };
}
