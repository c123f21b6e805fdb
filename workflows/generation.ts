// A generation: its plan (domain/plan/generation.ts), each step as an activity.
import { performGeneration, type ClosedGeneration } from '../domain/plan/index.js';
import { stepsByActivities } from './performer.js';
import type { GenerationInput } from './types.js';

export async function generationWorkflow({ owner, context, at }: GenerationInput): Promise<ClosedGeneration> {
  return performGeneration(context, at, stepsByActivities(owner, context.pipeline));
}
