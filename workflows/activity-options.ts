// One table: on which queue each activity runs, how long it may take, how it shows that it lives, and how often it is tried.
import type { ActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import type { TaskQueues } from '../domain/queues.js';

export interface ActivityPolicy {
  readonly queue: keyof TaskQueues;
  readonly options: Omit<ActivityOptions, 'taskQueue'>;
}

/** A lost trainer, a lost host, a full disk: tried again with back-off; errors of the input are marked non-retryable where they arise. */
const patient: RetryPolicy = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '1m',
  maximumAttempts: 20,
};

/** A short decision that only a full disk or a busy store can stop. */
const quick: RetryPolicy = {
  initialInterval: '200ms',
  backoffCoefficient: 2,
  maximumInterval: '30s',
  maximumAttempts: 20,
};

/** Heartbeats are throttled by the worker to a couple of seconds; a trainer that is silent for this long is taken for lost. */
const heartbeat = '25s';

function inTrainer(
  queue: 'train' | 'evaluate',
  startToCloseTimeout: ActivityOptions['startToCloseTimeout'],
): ActivityPolicy {
  return {
    queue,
    options: {
      startToCloseTimeout,
      heartbeatTimeout: heartbeat,
      retry: patient,
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    },
  };
}

const decision: ActivityPolicy = { queue: 'control', options: { startToCloseTimeout: '1m', retry: quick } };

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
