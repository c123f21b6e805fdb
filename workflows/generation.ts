// A generation: performs its plan (domain/plan/generation.ts), with each step as an order to an activity.
import { generationOrders, generationSteps, performGeneration, type ClosedGeneration } from '../domain/plan/index.js';
import { generationSummary } from '../domain/runs/workflow-titles.js';
import { ordersByActivities, stepsByActivities } from './performer.js';
import { acceptedInput } from './results.js';
import type { EarlierGenerationInput, GenerationInput } from './types.js';
import { openWindow, type Window } from './window.js';

export async function generationWorkflow(given: GenerationInput | EarlierGenerationInput): Promise<ClosedGeneration> {
  const input = acceptedInput(given, 'owner');
  return 'order' in input ? ordered(input) : earlier(acceptedInput(input, 'context', 'at'));
}

function ordered({ owner, order, names }: GenerationInput): Promise<ClosedGeneration> {
  const { stage, generation, segments } = order;
  const window = openWindow(generationSummary(stage, generation, names?.generations));
  const known = { segments, ...(names ? { individuals: names.individuals } : {}) };
  return shown(window, performGeneration(generationOrders(order), ordersByActivities(owner, window, known)));
}

function earlier({ owner, context, at }: EarlierGenerationInput): Promise<ClosedGeneration> {
  const { stage, pipeline } = context;
  const { generation, individuals } = at.population;
  const window = openWindow(generationSummary(stage.id, generation, stage.generations));
  const steps = generationSteps(context, at);
  const known = { segments: steps.segments, individuals: individuals.map(({ id }) => id) };
  return shown(window, performGeneration(steps, stepsByActivities(owner, pipeline, window, known)));
}

/** The window shows the front once the generation has closed. */
async function shown(window: Window, generation: Promise<ClosedGeneration>): Promise<ClosedGeneration> {
  const closed = await generation;
  if (closed.chosen) window.found({ in: 'closed', ...closed.chosen });
  return closed;
}
