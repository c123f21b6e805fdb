// Segments that are stopped after any iteration continue with the same bits. Each stop reads the state back from the
// store.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { SearchTarget, Training } from '../../domain/pipeline.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import type { Store } from '../../store/types.js';
import { stoppedEverywhere } from './support/interrupts.js';
import { resultOf, runTask, stateOf } from './support/run-task.js';
import {
  openStep,
  randomIndividual,
  segmentStep,
  tinyStore,
  training,
  wildTraining,
  winnerStep,
  openWinnerStep,
} from './support/tiny.js';

let store: Store;
let dataset: Digest;

before(async () => {
  ({ store, dataset } = await tinyStore());
});

const population = [0, 1].map((slot) => randomIndividual('discriminator', 5, `test/${slot}`));
const [before12, after12] = [
  { from: 0, to: 12 },
  { from: 12, to: 20 },
];
const flipped: Training = { ...training, augmentation: { horizontalFlip: true } };
/** A stage's state after its warm-up. */
const warm = async (search: SearchTarget): Promise<Digest> =>
  stateOf(segmentStep(search, { state: await stateOf(openStep(search), store), dataset }, before12), store);
const generation = { population, opponentsFrom: [0, 0], ...after12 };

const segments: Record<string, () => Promise<Step>> = {
  'a warm-up of the first stage': async () =>
    segmentStep('generator', { state: await warm('generator'), dataset }, after12),
  'a warm-up of the first stage with horizontal flips': async () =>
    segmentStep('generator', { state: await warm('generator'), dataset }, { ...after12, training: flipped }),
  'a generation of the second stage that begins with a weight reset': async () =>
    segmentStep('discriminator', { state: await warm('discriminator'), dataset }, generation),
  'a segment whose steps are not finite': async () => {
    const state = await warm('discriminator');
    return segmentStep('discriminator', { state, dataset }, { ...generation, training: wildTraining });
  },
  'a warm-up on random pairs of a coupled stage': async () =>
    segmentStep('both', { state: await warm('both'), dataset }, after12),
  'a generation of pairs': async () => {
    const pairs = [0, 1, 2].map((slot) => randomIndividual('both', 5, `test/${slot}`));
    return segmentStep('both', { state: await warm('both'), dataset }, { population: pairs, ...after12 });
  },
  'the final training': async () => {
    const open = await stateOf(openWinnerStep(), store);
    const state = await stateOf(winnerStep({ state: open, dataset }, before12), store);
    return winnerStep({ state, dataset }, after12);
  },
};

for (const [name, stepIn] of Object.entries(segments))
  // An epoch of 64 images in batches of 4 ends at iteration 16.
  test(`${name} gives the same bits when it is stopped after each iteration in turn, across the end of an epoch`, async () => {
    const step = await stepIn();
    const whole = resultOf(await runTask(step, store));
    // Another state replaces the one in memory.
    const forget = (): Promise<unknown> => runTask(openStep('generator'), store);
    const results = await stoppedEverywhere(step, stepKey(step), store, forget);
    assert.deepEqual(
      results.map(({ resumedAtIteration }) => resumedAtIteration),
      [undefined, 1, 2, 3, 4, 5, 6, 7, 8].map((done) => done && 12 + done),
    );
    for (const result of results) assert.deepEqual(resultOf(result), whole);
  });
