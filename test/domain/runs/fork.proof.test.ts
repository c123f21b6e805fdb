// A fork shares everything before its place if nothing there is altered; otherwise exactly the altered steps are named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeFork } from '../../../domain/runs/fork.js';
import type { Pipeline, Stage } from '../../../domain/pipeline.js';
import { isAtOrAfter } from '../../../domain/steps/place-order.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';
import { hashedRun } from '../hashed-run.js';

const gd1 = pipelineOf([generatorStage, discriminatorStage], {
  finalTraining: { ...pipelineOf([]).finalTraining, duration: { steps: 60 } },
});

const nothing = { altered: [], added: [], missing: [] };

test('a fork without a change shares everything before each place of the plan', async () => {
  const source = await hashedRun(gd1);
  for (const at of source.plan) assert.deepEqual(await judgeFork(gd1, source, at), nothing, at);
});

const generator = (change: Partial<Stage>): Pipeline => ({
  ...gd1,
  stages: [{ ...generatorStage, ...change }, discriminatorStage],
});
const discriminator = (change: Partial<Stage>): Pipeline => ({
  ...gd1,
  stages: [generatorStage, { ...discriminatorStage, ...change }],
});
const { finalTraining, metrics, networks } = gd1;
const training = { ...generatorStage.training, segmentIterations: 20 };

const changes: Record<string, Pipeline> = {
  'another seed': { ...gd1, seed: 2 },
  'a better extractor': { ...gd1, metrics: { ...metrics, extractor: { ...metrics.extractor, epochs: 3 } as never } },
  'another data set': { ...gd1, dataset: { kind: 'shapes', images: 4000, size: 64 } },
  'wider networks': { ...gd1, networks: { ...networks, generator: { ...networks.generator, channels: 32 } } },
  'more individuals in a generator stage': generator({ population: 8 }),
  'fewer individuals in a discriminator stage': discriminator({ population: 4 }),
  'more generations': generator({ generations: 3 }),
  'fewer generations': generator({ generations: 1 }),
  'more generations of the last stage': discriminator({ generations: 4 }),
  'shorter segments': generator({ training }),
  'another learning rate in the discriminator stage': discriminator({
    training: { ...training, segmentIterations: 25, gradientClipping: 1 },
  }),
  'a longer warm-up': discriminator({ warmup: { steps: 50 } }),
  'no warm-up': discriminator({ warmup: { steps: 0 } }),
  'another breeding': generator({ breeding: { ...generatorStage.breeding, mutation: 0.25 } }),
  'more images of evaluation': discriminator({ evaluation: { images: 600, batchNorm: 'shared' } }),
  'another opponent': generator({ opponent: { from: 'builtin', genotype: 'simple' } }),
  'a longer final training': { ...gd1, finalTraining: { ...finalTraining, duration: { steps: 90 } } },
  'more scores': { ...gd1, finalTraining: { ...finalTraining, scoreEvery: { steps: 20 } } },
  'another average': { ...gd1, finalTraining: { ...finalTraining, ema: { decay: 0.5 } } },
  'another name': { ...gd1, name: 'other' },
  'other circumstances': { ...gd1, recovery: { everyMs: 1, onMismatch: 'warn' } },
};

for (const [name, changed] of Object.entries(changes)) {
  test(`${name}: a fork at any place is refused, with exactly the earlier steps that it alters`, async () => {
    const [source, other] = [await hashedRun(gd1), await hashedRun(changed)];
    const differs = (place: string): boolean => source.finished.get(place) !== other.finished.get(place);
    const isNew = (place: string): boolean => !source.finished.has(place);
    for (const at of other.plan) {
      const earlier = (place: string): boolean => !isAtOrAfter(gd1, at)(place) && differs(place);
      const expected = [...source.finished.keys()].filter(earlier).sort();
      const { altered, added, missing } = await judgeFork(changed, source, at);
      assert.deepEqual([[...altered].sort(), missing], [expected, []], at);
      const allAdded = [...other.finished.keys()].filter((place) => isNew(place) && earlier(place));
      assert.ok(
        added.every((place) => allAdded.includes(place)),
        at,
      );
      assert.equal(altered.length + added.length > 0, expected.length + allAdded.length > 0, at);
    }
  });
}

test('a fork for a longer final training can begin where the shorter one ended, and shares all of it', async () => {
  const longer = { ...gd1, finalTraining: { ...finalTraining, duration: { steps: 100 } } };
  const same = { ...gd1, finalTraining: { ...finalTraining, duration: { steps: 75 } } };
  assert.deepEqual(await judgeFork(longer, await hashedRun(same), 'final/train/segment-03'), nothing);
});

test('an unfinished source can be forked up to where it is, not later; the missing steps are named', async () => {
  const reached = 'discriminator/gen-000/evaluate/02';
  const source = await hashedRun(gd1, (place) => !isAtOrAfter(gd1, reached)(place));
  assert.deepEqual(await judgeFork(gd1, source, reached), nothing);
  assert.deepEqual((await judgeFork(gd1, source, 'discriminator/gen-000/evaluate/04')).missing, [
    'discriminator/gen-000/evaluate/02',
    'discriminator/gen-000/evaluate/03',
  ]);
  assert.equal((await judgeFork(gd1, source, 'final')).missing[0], reached);
});

test('a place that only one of the two pipelines has is refused', async () => {
  const renamed = { ...gd1, stages: [{ ...generatorStage, id: 'g2' }] };
  const source = await hashedRun(gd1);
  await assert.rejects(judgeFork(renamed, source, 'generator/gen-001'), { code: 'EAGAN_PLACE_UNKNOWN' });
  await assert.rejects(judgeFork(renamed, source, 'g2/gen-001'), { code: 'EAGAN_PLACE_UNKNOWN' });
});
