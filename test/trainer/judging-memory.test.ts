// Evaluation streams its images: except for class probabilities, memory does not grow with their number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { tensorCount } from '../../models/index.js';
import { evaluateStep, fittedJudge } from './support/judging.js';
import { runTask } from './support/run-task.js';
import { openStep, tinyStore } from './support/tiny.js';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/**
 * Bytes of arrays that are still referenced. A garbage collection frees in the background and waits for the collection
 * before it.
 */
async function liveBytes(): Promise<number> {
  for (let i = 0; i < 2; i++) {
    await setImmediate();
    collectGarbage();
  }
  return process.memoryUsage().arrayBuffers;
}

test('an evaluation of more images needs no more memory, except for class probabilities', async () => {
  const { store, dataset } = await tinyStore();
  const [features, classes] = [64, 10];
  const { outputs } = await runTask(openStep('generator'), store);
  const inputs = { ...(await fittedJudge(store, dataset, features)), state: outputs.state! };
  const genotype = randomGenotype(fullSpace('generator'), stream(1, 'memory'));

  /** The most bytes of arrays and tensors that were alive between two batches. */
  async function peakOf(images: number): Promise<{ bytes: number; tensors: number }> {
    const peak = { bytes: 0, tensors: 0 };
    const tick = async (): Promise<void> => {
      peak.bytes = Math.max(peak.bytes, await liveBytes());
      peak.tensors = Math.max(peak.tensors, tensorCount());
    };
    await runTask(evaluateStep('generator', inputs, { slot: 0, genotype }, images), store, { tick });
    return peak;
  }

  await peakOf(100);
  // More images a split than features, so that all sums have one form.
  const [one, two] = [await peakOf(1000), await peakOf(1500)];
  assert.equal(two.tensors, one.tensors);
  const more = two.bytes - one.bytes;
  const probabilities = 500 * classes * 4;
  // Five hundred images take 384,000 bytes, and their features 128,000.
  const slack = 64_000;
  assert.ok(more <= probabilities + slack, `${more} bytes more, of which ${probabilities} are probabilities`);
});
