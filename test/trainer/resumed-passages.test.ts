// Long steps other than training segments, stopped at any report, continue there and end with the bits of a step that
// was not stopped.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Digest, Json } from '../../domain/digest.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import type { ScoreParameters } from '../../domain/steps/step-parameters.js';
import { PartScores } from '../../metrics/index.js';
import { tensorCount } from '../../models/index.js';
import type { Store } from '../../store/types.js';
import { stoppedEverywhere } from './support/interrupts.js';
import { evaluateStep, fittedJudge, type JudgeInputs } from './support/judging.js';
import { resultOf, runTask } from './support/run-task.js';
import { finalPair, openStep, randomIndividual, sizes, stepOf, tinyStore } from './support/tiny.js';

let store: Store;
let dataset: Digest;
let judge: JudgeInputs;
let final: Digest;
let stage: Digest;
let coupled: Digest;

before(async () => {
  ({ store, dataset } = await tinyStore());
  judge = await fittedJudge(store, dataset, 8);
  const opened = async (step: Step): Promise<Digest> => (await runTask(step, store)).outputs.state!;
  final = await opened(stepOf('openStage', 'final/open', {}, { sizes, ...finalPair }));
  stage = await opened(openStep('generator'));
  coupled = await opened(openStep('both'));
});

const classifier = { kind: 'classifier', epochs: 3, features: 8, learningRate: 1e-3, batch: 10, minimumAccuracy: 0 };
const genotype = randomIndividual('generator', 1, 'resumed');
const pair = randomIndividual('both', 1, 'resumed');
function score(subject: ScoreParameters['subject'], inputs: Record<string, Digest>, images: number): Step {
  const generator = subject === 'untrained' ? finalPair.generator : null;
  const parameters: ScoreParameters = { subject, iteration: null, images, sizes, generator, size: 16 };
  return stepOf('scoreWinner', `final/score/${subject}`, { ...judge, ...inputs }, parameters);
}

const steps: Record<string, { step: () => Step; reports: number }> = {
  // 7 batches of at most 10 images in each of 3 epochs of 64 images, then the 16 held-out images.
  'the fit of an extractor, across epochs': {
    step: () => stepOf('fitExtractor', 'extractor', { dataset }, { extractor: classifier }),
    reports: 22,
  },
  'reference statistics': {
    step: () => stepOf('referenceStatistics', 'reference', { dataset, extractor: judge.extractor }, {}),
    reports: 1,
  },
  'an evaluation on recalibrated statistics': {
    step: () => evaluateStep('generator', { state: stage, ...judge }, { slot: 0, genotype }, 250),
    reports: 4,
  },
  'an evaluation of a pair': {
    step: () => evaluateStep('both', { state: coupled, ...judge }, { slot: 0, genotype: pair }, 250),
    reports: 4,
  },
  "the score of a generator's images": { step: () => score('untrained', { state: final }, 250), reports: 4 },
  'the score of noise': { step: () => score('noise', {}, 250), reports: 4 },
  'the score of held-out images': { step: () => score('heldOut', { dataset }, 16), reports: 2 },
};

for (const [name, { step: stepIn, reports }] of Object.entries(steps))
  test(`${name} gives the same bits when it is stopped at each report in turn and continued`, async () => {
    const step = stepIn();
    const whole = resultOf(await runTask(step, store));
    const tensors = tensorCount();
    const results = await stoppedEverywhere(step, stepKey(step), store);
    assert.equal(results.length, reports);
    for (const result of results) assert.deepEqual(resultOf(result), whole);
    // At the first report of an evaluation nothing has been done yet.
    const resumed = results.filter(({ resumedAtIteration }) => resumedAtIteration! > 0);
    assert.ok(resumed.length >= reports - 1 && resumed.length > 0, `${resumed.length} resumed`);
    assert.equal(tensorCount(), tensors, 'nothing is left on the device');
  });

test('a recovery point of an earlier version, with the probabilities of all images, is continued', async () => {
  const rows = Float32Array.from({ length: 7 * 4 }, (_, i) => (i % 5) + 1);
  const scores = (): PartScores => new PartScores(4, 3, 2);
  const whole = scores();
  whole.add(rows, 7);
  for (const passed of [1, 2, 5, 6, 7]) {
    const earlier = new Map([['probabilities', { shape: [passed, 4], data: rows.subarray(0, passed * 4) }]]);
    const begun = scores();
    begun.add(rows, passed);
    for (const tensors of [earlier, begun.toTensors()]) {
      const continued = scores();
      continued.restore(tensors, passed);
      continued.add(rows.subarray(passed * 4), 7 - passed);
      assert.deepEqual(continued.scores, whole.scores);
    }
    if (passed < 6) assert.throws(() => scores().restore(begun.toTensors(), passed + 1), /must hold the scores/);
  }
});

test('a recovery point of another kind or of other sizes is skipped, and the step starts from the beginning', async () => {
  const step = steps['the score of noise']!.step();
  const whole = resultOf(await runTask(step, store));
  const checkpoints = store.recovery.checkpoints(stepKey(step), 'test');
  const tensors = new Map([['probabilities', { shape: [100, 3], data: new Float32Array(300) }]]);
  const metas: Json[] = [null, { schemaVersion: 1, kind: 'fit' }, { schemaVersion: 1, kind: 'sums', done: 100 }];
  for (const meta of metas) {
    await store.recovery.write(stepKey(step), 'test', 100, await checkpoints.write(meta, tensors), null);
    const result = await runTask(step, store);
    assert.equal(result.resumedAtIteration, undefined);
    assert.deepEqual(resultOf(result), whole);
  }
  await store.recovery.clear(stepKey(step), 'test');
});
