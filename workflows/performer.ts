// Performs the steps of a plan as activities.
import type { Activities, OrderRequest } from '../activities/types.js';
import {
  stepRequests,
  type FoundStep,
  type StepOrder,
  type StepPerformer,
  type StepRequest,
} from '../domain/plan/index.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { StepKind } from '../domain/steps/kinds.js';
import { activitiesOn } from './activities.js';
import { together } from './together.js';
import type { Ownership } from './types.js';

/** The activity that performs each kind of step. Temporal's histories contain these names, so they never change. */
const activityOf = {
  ingest: 'ingestDataset',
  fitExtractor: 'fitExtractor',
  referenceStatistics: 'computeReference',
  openStage: 'openStage',
  trainSegment: 'trainSegment',
  evaluate: 'evaluateCandidate',
  select: 'selectGeneration',
  closeStage: 'closeStage',
  trainWinner: 'trainWinner',
  scoreWinner: 'scoreWinner',
  export: 'exportWinner',
} as const satisfies Record<StepKind, keyof Activities>;

/** Performs steps for a workflow of the run that owns them. */
export function stepsByActivities(owner: Ownership, pipeline: Pipeline): StepPerformer {
  const activities = activitiesOn(owner.queues);
  const request = stepRequests(owner, pipeline);
  return { perform: (step) => (activities[activityOf[step.kind]] as Activity)(request(step)), together };
}

/** Performs orders for steps, without the pipeline: the activities build the steps. */
export function ordersByActivities(owner: Ownership): StepPerformer<StepOrder> {
  const { queues, ...asking } = owner;
  const activities = activitiesOn(queues);
  return { perform: (order) => (activities[activityOf[order.kind]] as Activity)({ ...asking, order }), together };
}

type Activity = (request: StepRequest | OrderRequest) => Promise<FoundStep>;
