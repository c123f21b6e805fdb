// A stage: performs its plan (domain/plan/stage.ts), with each generation as a child workflow.
import { continueAsNew, executeChild, workflowInfo } from '@temporalio/workflow';
import { generationOrder, performStage, warmupSpans, type FinishedStage } from '../domain/plan/index.js';
import { generationSummary, stageSummary } from '../domain/runs/workflow-titles.js';
import { generationOptions } from './children.js';
import { generationWorkflow } from './generation.js';
import { stepsByActivities } from './performer.js';
import { acceptedInput, checkedChild } from './results.js';
import type { EarlierGenerationInput, GenerationInput, StageInput } from './types.js';
import { openWindow } from './window.js';

/** Searches one network, or pairs. Continues as new only between generations, when no child or handler is open. */
export async function stageWorkflow(input: StageInput): Promise<FinishedStage> {
  const { owner, context, at } = acceptedInput(input, 'owner', 'context', 'at');
  const { stage, pipeline, prepared } = context;
  const window = openWindow(stageSummary(stage));
  const segments = warmupSpans(stage, prepared.trainImages).length;
  return performStage(context, at, {
    ...stepsByActivities(owner, pipeline, window, { segments }),
    generation: async (progress) => {
      const { generation } = progress.population;
      const summary = generationSummary(stage.id, generation, stage.generations);
      const options = { ...generationOptions(owner, stage.id, generation), staticSummary: summary };
      const args: [GenerationInput | EarlierGenerationInput] = [generationInput({ owner, context, at: progress })];
      const child = window.during(summary, executeChild(generationWorkflow, { ...options, args }));
      const closed = await checkedChild('generation', options.workflowId, child);
      if (closed.chosen) window.found({ in: `generation ${generation + 1}`, ...closed.chosen });
      return closed;
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
  if (!order) return { owner, context, at };
  const individuals = at.population.individuals.map(({ id }) => id);
  return { owner, order, names: { individuals, generations: context.stage.generations } };
}
