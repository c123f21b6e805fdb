// One table for all activities: the queue, the time-outs, the heartbeat and the retries of each.
import type { ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { TaskQueues } from '../domain/runs/queues.js';

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

/** Takes milliseconds, but waits for as long as the disk is full. */
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
