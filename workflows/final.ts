// The final training: performs its plan (domain/plan/final.ts), with each step as an activity.
import { finalSchedule, performFinal } from '../domain/plan/index.js';
import { finalSummary } from '../domain/runs/workflow-titles.js';
import { stepsByActivities } from './performer.js';
import { acceptedInput } from './results.js';
import type { FinalInput, FinalResult } from './types.js';
import { openWindow } from './window.js';

export async function finalWorkflow(input: FinalInput): Promise<FinalResult> {
  const { owner, context, finished } = acceptedInput(input, 'owner', 'context', 'finished');
  const { pipeline, prepared } = context;
  const segments = finalSchedule(pipeline, prepared.trainImages).segments.length;
  const steps = stepsByActivities(owner, pipeline, openWindow(finalSummary(pipeline)), { segments });
  return { exportKey: await performFinal(context, finished, steps) };
}
