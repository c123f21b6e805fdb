// Performs the steps of a plan as activities.
import type { OrderRequest } from '../activities/types.js';
import {
  stepRequests,
  type FoundStep,
  type StepOrder,
  type StepPerformer,
  type StepRequest,
} from '../domain/plan/index.js';
import type { Pipeline } from '../domain/pipeline.js';
import { activitiesOn } from './activities.js';
import { activityOf } from './activity-options.js';
import { together } from './together.js';
import type { Ownership } from './types.js';

/** Performs steps for a workflow of the run that owns them. */
export function stepsByActivities(owner: Ownership, pipeline: Pipeline): StepPerformer {
  const activities = activitiesOn(owner.queues);
  const request = stepRequests(owner, pipeline);
  return { perform: (step) => (activities[activityOf(step.kind)] as Activity)(request(step)), together };
}

/** Performs orders for steps, without the pipeline: the activities build the steps. */
export function ordersByActivities(owner: Ownership): StepPerformer<StepOrder> {
  const { queues, ...asking } = owner;
  const activities = activitiesOn(queues);
  return { perform: (order) => (activities[activityOf(order.kind)] as Activity)({ ...asking, order }), together };
}

type Activity = (request: StepRequest | OrderRequest) => Promise<FoundStep>;
