// Performs the steps of a plan as activities, and shows them in the workflow's window.
import type { OrderRequest } from '../activities/types.js';
import {
  placeOfOrder,
  stepRequests,
  type FoundStep,
  type StepOrder,
  type StepPerformer,
  type StepRequest,
} from '../domain/plan/index.js';
import type { Pipeline } from '../domain/pipeline.js';
import { stepTitle, type StepNames } from '../domain/steps/step-title.js';
import { activitiesOn } from './activities.js';
import { activityOf } from './activity-options.js';
import { together } from './together.js';
import type { Ownership } from './types.js';
import type { Window } from './window.js';

/** Performs steps for a workflow of the run that owns them. */
export function stepsByActivities(
  { queues, ...owner }: Ownership,
  pipeline: Pipeline,
  window: Window,
  names: StepNames = {},
): StepPerformer {
  const activities = activitiesOn(queues, names);
  const request = stepRequests(owner, pipeline);
  return {
    perform: (step) =>
      window.during(stepTitle(step.place, names), (activities[activityOf(step.kind)] as Activity)(request(step))),
    together,
  };
}

/** Performs orders for steps, without the pipeline: the activities build the steps. */
export function ordersByActivities(
  { run, epoch, fresh, supersessions, queues }: Ownership,
  window: Window,
  names: StepNames,
): StepPerformer<StepOrder> {
  const asking = { run, epoch, fresh, ...(supersessions ? { supersessions } : {}) };
  const activities = activitiesOn(queues, names);
  return {
    perform: (order) =>
      window.during(
        stepTitle(placeOfOrder(order), names),
        (activities[activityOf(order.kind)] as Activity)({ ...asking, order }),
      ),
    together,
  };
}

type Activity = (request: StepRequest | OrderRequest) => Promise<FoundStep>;
