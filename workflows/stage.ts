// A stage: performs its plan (domain/plan/stage.ts), with each generation as a child workflow.
import { continueAsNew, executeChild, workflowInfo } from '@temporalio/workflow';
import { generationOrder, performStage, type FinishedStage } from '../domain/plan/index.js';
import { generationOptions } from './children.js';
import { generationWorkflow } from './generation.js';
import { stepsByActivities } from './performer.js';
import { acceptedInput, checkedChild } from './results.js';
import type { EarlierGenerationInput, GenerationInput, StageInput } from './types.js';

/** Searches one network, or pairs. Continues as new only between generations, when no child or handler is open. */
export async function stageWorkflow(input: StageInput): Promise<FinishedStage> {
  const { owner, context, at } = acceptedInput(input, 'owner', 'context', 'at');
  return performStage(context, at, {
    ...stepsByActivities(owner, context.pipeline),
    generation: (progress) => {
      const options = generationOptions(context.stage.id, progress.population.generation);
      const args: [GenerationInput | EarlierGenerationInput] = [generationInput({ owner, context, at: progress })];
      return checkedChild('generation', options.workflowId, executeChild(generationWorkflow, { ...options, args }));
    },
    between: async (next) => {
      if (workflowInfo().continueAsNewSuggested)
        await continueAsNew<typeof stageWorkflow>({ owner, context, at: next });
    },
  });
}

/**
 * A context of an earlier version does not name the stages before it, so the generation gets the context itself, as in
 * that version.
 */
function generationInput({ owner, context, at }: EarlierGenerationInput): GenerationInput | EarlierGenerationInput {
  const order = generationOrder(context, at);
  return order ? { owner, order } : { owner, context, at };
}
