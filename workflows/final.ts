// The final training: performs its plan (domain/plan/final.ts), with each step as an activity.
import { performFinal } from '../domain/plan/index.js';
import { stepsByActivities } from './performer.js';
import type { FinalInput, FinalResult } from './types.js';

export async function finalWorkflow({ owner, context, finished }: FinalInput): Promise<FinalResult> {
  return { exportKey: await performFinal(context, finished, stepsByActivities(owner, context.pipeline)) };
}
