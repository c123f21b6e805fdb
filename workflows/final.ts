// The final training: performs its plan (domain/plan/final.ts), with each step as an activity.
import { performFinal } from '../domain/plan/index.js';
import { stepsByActivities } from './performer.js';
import { acceptedInput } from './results.js';
import type { FinalInput, FinalResult } from './types.js';

export async function finalWorkflow(input: FinalInput): Promise<FinalResult> {
  const { owner, context, finished } = acceptedInput(input, 'owner', 'context', 'finished');
  return { exportKey: await performFinal(context, finished, stepsByActivities(owner, context.pipeline)) };
}
