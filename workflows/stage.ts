// A stage: its plan (domain/plan/stage.ts), each generation as a child workflow.
import { continueAsNew, executeChild, workflowInfo } from '@temporalio/workflow';
import { performStage, type FinishedStage } from '../domain/plan/index.js';
import { generationOptions } from './children.js';
import { generationWorkflow } from './generation.js';
import { stepsByActivities } from './performer.js';
import type { StageInput } from './types.js';

/** Searches one network, or pairs. Continues as new between generations, when no child or handler is open. */
export async function stageWorkflow({ owner, context, at }: StageInput): Promise<FinishedStage> {
  return performStage(context, at, {
    ...stepsByActivities(owner, context.pipeline),
    generation: (progress) =>
      executeChild(generationWorkflow, {
        ...generationOptions(context.stage.id, progress.population.generation),
        args: [{ owner, context, at: progress }],
      }),
    between: async (next) => {
      if (workflowInfo().continueAsNewSuggested)
        await continueAsNew<typeof stageWorkflow>({ owner, context, at: next });
    },
  });
}
