// The options of each activity. A change of one changes how runs behave.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Activities } from '../../activities/types.js';
import { activityPolicies } from '../../workflows/activity-options.js';

const limits: Readonly<Record<keyof Activities, readonly [queue: string, limit: string]>> = {
  ingestDataset: ['train', '12h'],
  fitExtractor: ['train', '24h'],
  computeReference: ['train', '6h'],
  openStage: ['train', '1h'],
  trainSegment: ['train', '7d'],
  evaluateCandidate: ['evaluate', '24h'],
  selectGeneration: ['control', '24h'],
  closeStage: ['control', '24h'],
  trainWinner: ['train', '7d'],
  scoreWinner: ['evaluate', '24h'],
  exportWinner: ['train', '1h'],
  finishRun: ['control', '24h'],
};

const shared = {
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '3s' },
};

test('each activity has options, and nothing else has', () =>
  assert.deepEqual(Object.keys(activityPolicies).sort(), Object.keys(limits).sort()));

for (const [name, [queue, startToCloseTimeout]] of Object.entries(limits)) {
  test(`${name} runs on the queue ${queue}, for at most ${startToCloseTimeout} an attempt`, () => {
    const cancellation = queue === 'control' ? {} : { cancellationType: 'WAIT_CANCELLATION_COMPLETED' };
    assert.deepEqual(activityPolicies[name as keyof Activities], {
      queue,
      options: { startToCloseTimeout, ...shared, ...cancellation },
    });
  });
}
