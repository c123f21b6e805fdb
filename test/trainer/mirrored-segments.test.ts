// Segments with horizontal flips: interrupted, cut otherwise or whole, they give the same bits, and other ones than
// without flips.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { Training } from '../../domain/pipeline.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import type { Store } from '../../store/types.js';
import { stoppedEverywhere } from './support/interrupts.js';
import { runTask, resultOf, stateOf } from './support/run-task.js';
import { openStep, openWinnerStep, segmentStep, tinyStore, training, winnerStep } from './support/tiny.js';

let store: Store;
let dataset: Digest;
const flipped: Training = { ...training, augmentation: { horizontalFlip: true } };

before(async () => {
  ({ store, dataset } = await tinyStore());
});

type Segment = (state: Digest, from: number, to: number, training: Training) => Step;
const kinds: Record<string, readonly [open: () => Step, segment: Segment]> = {
  'a stage': [
    () => openStep('discriminator'),
    (state, from, to, training) => segmentStep('discriminator', { state, dataset }, { from, to, training }),
  ],
  'the final training': [
    openWinnerStep,
    (state, from, to, training) => winnerStep({ state, dataset }, { from, to, training }),
  ],
};

for (const [name, [open, segment]] of Object.entries(kinds))
  test(`with horizontal flips ${name} gives the same bits stopped after any iteration, in two segments and in one`, async () => {
    const state = await stateOf(open(), store);
    // Another state replaces the one in memory, so that each part reads what the store has.
    const forget = (): Promise<unknown> => runTask(openStep('generator'), store);
    const step = segment(state, 0, 4, flipped);
    const whole = resultOf(await runTask(step, store));
    const stopped = await stoppedEverywhere(step, stepKey(step), store, forget);
    assert.equal(stopped.filter(({ resumedAtIteration }) => resumedAtIteration! > 0).length, 4);
    for (const result of stopped) assert.deepEqual(resultOf(result), whole);

    const half = await stateOf(segment(state, 0, 2, flipped), store);
    await forget();
    assert.equal(await stateOf(segment(half, 2, 4, flipped), store), whole.outputs.state);
    assert.notEqual(await stateOf(segment(state, 0, 4, training), store), whole.outputs.state);
  });
