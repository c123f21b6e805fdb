// One table: on which queue each activity runs, how long it may take, how it shows that it lives, and how often it is
// tried.
import type { ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { TaskQueues } from '../domain/runs/queues.js';

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

function inTrainer(
  queue: 'train' | 'evaluate',
  startToCloseTimeout: ActivityOptions['startToCloseTimeout'],
): ActivityPolicy {
  return {
    queue,
    options: {
      startToCloseTimeout,
      heartbeatTimeout,
      retry: unlimited,
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    },
  };
}

/** Takes milliseconds, but waits as long as the disk is full. */
const decision: ActivityPolicy = {
  queue: 'control',
  options: { startToCloseTimeout: '24h', heartbeatTimeout, retry: unlimited },
};

export const activityPolicies: { readonly [Name in keyof Activities]: ActivityPolicy } = {
  ingestDataset: inTrainer('train', '12h'),
  fitExtractor: inTrainer('train', '24h'),
  computeReference: inTrainer('train', '6h'),
  openStage: inTrainer('train', '1h'),
  trainSegment: inTrainer('train', '7d'),
  evaluateCandidate: inTrainer('evaluate', '24h'),
  selectGeneration: decision,
  closeStage: decision,
  trainWinner: inTrainer('train', '7d'),
  scoreWinner: inTrainer('evaluate', '24h'),
  exportWinner: inTrainer('train', '1h'),
  finishRun: decision,
};
