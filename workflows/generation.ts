// A generation: performs its plan (domain/plan/generation.ts), with each step as an order to an activity.
import { generationOrders, generationSteps, performGeneration, type ClosedGeneration } from '../domain/plan/index.js';
import { ordersByActivities, stepsByActivities } from './performer.js';
import { acceptedInput } from './results.js';
import type { EarlierGenerationInput, GenerationInput } from './types.js';

export async function generationWorkflow(given: GenerationInput | EarlierGenerationInput): Promise<ClosedGeneration> {
  const input = acceptedInput(given, 'owner');
  const { owner } = input;
  if ('order' in input) return performGeneration(generationOrders(input.order), ordersByActivities(owner));
  const { context, at } = acceptedInput(input, 'context', 'at');
  return performGeneration(generationSteps(context, at), stepsByActivities(owner, context.pipeline));
}
