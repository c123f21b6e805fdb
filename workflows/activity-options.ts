// One table: on which queue each activity runs, how long it may take, how it shows that it lives, and how often it is
// tried.
import type { ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import { factsOf, isTrainerKind, stepKindNames, type StepKind } from '../domain/steps/kinds.js';

export interface ActivityPolicy {
  readonly queue: keyof TaskQueues;
  readonly options: Omit<ActivityOptions, 'taskQueue'>;
}

/**
 * Never used up: kills, lost hosts and full disks may come any number of times. The activity itself counts, from the
 * claims in the store, what an attempt did by its own doing, and ends a step by a non-retryable failure
 * (domain/steps/retries.ts, with the waiting times). Errors of the input are non-retryable where they arise. What is
 * left for this policy is a worker that was lost: the step waits on its queue for another.
 */
const unlimited: RetryPolicy = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '3s' };

/**
 * A worker says each second that it and its trainer live; of one that says nothing for so long another takes the step.
 * A trainer in a long native call is no silence: the pool answers for it, until it has been in there for too long.
 */
const heartbeatTimeout = '10s';

/** The activity of each kind of step, whose name histories hold, and how long one attempt may take. */
const stepActivities = {
  ingest: { activity: 'ingestDataset', limit: '12h' },
  fitExtractor: { activity: 'fitExtractor', limit: '24h' },
  referenceStatistics: { activity: 'computeReference', limit: '6h' },
  openStage: { activity: 'openStage', limit: '1h' },
  trainSegment: { activity: 'trainSegment', limit: '7d' },
  evaluate: { activity: 'evaluateCandidate', limit: '24h' },
  // Takes milliseconds, but waits as long as the disk is full.
  select: { activity: 'selectGeneration', limit: '24h' },
  closeStage: { activity: 'closeStage', limit: '24h' },
  trainWinner: { activity: 'trainWinner', limit: '7d' },
  scoreWinner: { activity: 'scoreWinner', limit: '24h' },
  export: { activity: 'exportWinner', limit: '1h' },
} as const satisfies Record<StepKind, { activity: keyof Activities; limit: ActivityOptions['startToCloseTimeout'] }>;

type StepActivity = (typeof stepActivities)[StepKind]['activity'];

/** The name of the activity that performs a kind of step. */
export const activityOf = (kind: StepKind): StepActivity => stepActivities[kind].activity;

/** Where it runs follows from the kind. */
function stepPolicy(kind: StepKind): ActivityPolicy {
  const options = { startToCloseTimeout: stepActivities[kind].limit, heartbeatTimeout, retry: unlimited };
  if (!isTrainerKind(kind)) return { queue: 'control', options };
  return {
    queue: factsOf(kind).resources,
    options: { ...options, cancellationType: 'WAIT_CANCELLATION_COMPLETED' },
  };
}

const stepPolicies = Object.fromEntries(stepKindNames.map((kind) => [activityOf(kind), stepPolicy(kind)])) as Record<
  StepActivity,
  ActivityPolicy
>;

/** Of activities that are no steps. */
const otherPolicies: Record<Exclude<keyof Activities, StepActivity>, ActivityPolicy> = {
  finishRun: {
    queue: 'control',
    options: { startToCloseTimeout: '24h', heartbeatTimeout, retry: unlimited },
  },
};

export const activityPolicies: { readonly [Name in keyof Activities]: ActivityPolicy } = {
  ...stepPolicies,
  ...otherPolicies,
};
