// One table for all activities: the queue, the time-outs, the heartbeat and the retries of each.
import type { ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import { factsOf, isTrainerKind, stepKindNames, type StepKind } from '../domain/steps/kinds.js';

export interface ActivityPolicy {
  readonly queue: keyof TaskQueues;
  readonly options: Omit<ActivityOptions, 'taskQueue'>;
}

/**
 * Retries have no limit, because kills, lost hosts and full disks may come any number of times. The activity itself
 * counts the failures that an attempt caused, from the claims in the store, and ends a step with a non-retryable
 * failure (domain/steps/retries.ts, also for the waiting times). Errors of the input are non-retryable where they
 * arise. Only a lost worker is left for this policy: the step then waits on its queue for another one.
 */
const unlimited: RetryPolicy = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '3s' };

/**
 * A worker reports each second that it and its trainer are alive. If it reports nothing for this long, another worker
 * takes the step. A trainer in a long native call does not count as silent: the pool reports for it, up to a limit.
 */
const heartbeatTimeout = '10s';

/**
 * The activity of each kind of step, and the limit of one attempt. Temporal's histories contain the names, so they
 * never change.
 */
const stepActivities = {
  ingest: { activity: 'ingestDataset', limit: '12h' },
  fitExtractor: { activity: 'fitExtractor', limit: '24h' },
  referenceStatistics: { activity: 'computeReference', limit: '6h' },
  openStage: { activity: 'openStage', limit: '1h' },
  trainSegment: { activity: 'trainSegment', limit: '7d' },
  evaluate: { activity: 'evaluateCandidate', limit: '24h' },
  // Takes milliseconds, but waits for as long as the disk is full.
  select: { activity: 'selectGeneration', limit: '24h' },
  closeStage: { activity: 'closeStage', limit: '24h' },
  trainWinner: { activity: 'trainWinner', limit: '7d' },
  scoreWinner: { activity: 'scoreWinner', limit: '24h' },
  export: { activity: 'exportWinner', limit: '1h' },
} as const satisfies Record<StepKind, { activity: keyof Activities; limit: ActivityOptions['startToCloseTimeout'] }>;

type StepActivity = (typeof stepActivities)[StepKind]['activity'];

/** The name of the activity that performs a kind of step. */
export const activityOf = (kind: StepKind): StepActivity => stepActivities[kind].activity;

/** The kind decides where the activity runs. */
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

/** Activities that are not steps. */
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
