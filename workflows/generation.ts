// A generation: performs its plan (domain/plan/generation.ts), with each step as an order to an activity.
import { generationOrders, generationSteps, performGeneration, type ClosedGeneration } from '../domain/plan/index.js';
import { ordersByActivities, stepsByActivities } from './performer.js';
import type { EarlierGenerationInput, GenerationInput } from './types.js';

export async function generationWorkflow(input: GenerationInput | EarlierGenerationInput): Promise<ClosedGeneration> {
  const { owner } = input;
  if ('order' in input) return performGeneration(generationOrders(input.order), ordersByActivities(owner));
  const { context, at } = input;
  return performGeneration(generationSteps(context, at), stepsByActivities(owner, context.pipeline));
}
