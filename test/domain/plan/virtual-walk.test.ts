// A plan is walked before anything has run: it gives every step with all its parameters, and the steps that two plans
// share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstPopulation } from '../../../domain/search/breeding.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import { expectedSteps } from '../../../domain/plan/index.js';
import { virtualWalk } from '../../../domain/plan/virtual.js';
import { fullSpace, spaceContains } from '../../../domain/search/search-space.js';
import { stepKey } from '../../../domain/steps/step.js';
import { ofKind } from '../../../domain/steps/kinds.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';

const counts = { trainImages: 4000, heldOutImages: 1000 };
const base = pipelineOf([generatorStage, discriminatorStage]);
const keysOf = async (pipeline: Pipeline): Promise<string[]> =>
  (await virtualWalk(pipeline, counts)).map(({ key }) => key);

test('the walk gives exactly the expected steps, each once and under its key', async () => {
  const walked = await virtualWalk(base, counts);
  const expected = await expectedSteps(base, counts.trainImages);
  assert.deepEqual(
    walked.map(({ phase, step }) => `${phase} ${step.kind} ${step.place}`).sort(),
    expected.map(({ phase, kind, place }) => `${phase} ${kind} ${place}`).sort(),
  );
  assert.equal(new Set(walked.map(({ key }) => key)).size, walked.length);
  for (const { key, step } of walked) assert.equal(key, stepKey(step));
});

test('the first population is that of the run, and every later individual is new and in the space', async () => {
  const walked = await virtualWalk(base, counts);
  const evaluated = ofKind('evaluate', walked)
    .filter(({ phase }) => phase === 'generator')
    .map(({ step }) => step.parameters.individual.genotype);
  const first = firstPopulation(fullSpace('generator'), 6, 'generator', base.seed);
  assert.deepEqual(
    evaluated.slice(0, 6),
    first.individuals.map(({ genotype }) => genotype),
  );
  assert.ok(evaluated.every((genotype) => spaceContains(fullSpace('generator'), genotype)));
  assert.equal(new Set(evaluated.map((genotype) => JSON.stringify(genotype))).size, 6 + 3);
});

test('the final pair are the winners of both stages', async () => {
  const [exported] = ofKind('export', await virtualWalk(base, counts));
  const { generator, discriminator } = exported!.step.parameters;
  assert.ok(generator.form === 'standalone' && spaceContains(fullSpace('generator'), generator.genotype));
  assert.ok(discriminator.form === 'standalone' && spaceContains(fullSpace('discriminator'), discriminator.genotype));
});

test('two walks give the same steps', async () => assert.deepEqual(await keysOf(base), await keysOf(base)));

test('if a later stage differs, all steps before it are shared, and none after it', async () => {
  const other = pipelineOf([generatorStage, { ...discriminatorStage, population: 8 }]);
  const [ours, theirs] = [await virtualWalk(base, counts), new Set(await keysOf(other))];
  for (const { phase, key, step } of ours) {
    const isShared =
      phase === 'data' ||
      phase === 'generator' ||
      step.place === 'final/score/noise' ||
      step.place === 'final/score/heldOut';
    assert.equal(theirs.has(key), isShared, step.place);
  }
});

test('with another rule of selection no individual of the next generation is shared', async () => {
  const other = pipelineOf([
    { ...generatorStage, breeding: { ...generatorStage.breeding, mutation: 0.4 } },
    discriminatorStage,
  ]);
  const theirs = new Set(await keysOf(other));
  const shared = (await virtualWalk(base, counts)).filter(({ phase, key }) => phase === 'generator' && theirs.has(key));
  assert.equal(shared.at(-1)!.step.place, 'generator/gen-000/evaluate/05');
});

test('an exhausted space leaves offspring missing, as in a run', async () => {
  const allowed = fullSpace('generator').allowed.map((cell) => cell.map((genes) => [genes.at(-1)!]));
  const [cell] = allowed as [number[][]];
  const few = {
    network: 'generator',
    allowed: [cell.map((genes, i) => (i < 2 ? [0, 1, 2] : genes)), ...allowed.slice(1)],
  } as const;
  const stage = { ...generatorStage, population: 8, generations: 3, spaces: { generator: 'few' } };
  const walked = await virtualWalk(pipelineOf([stage], { searchSpaces: { few } }), counts);
  assert.equal(walked.filter(({ step }) => step.place.startsWith('generator/gen-001/evaluate')).length, 4 + 1);
  assert.equal(walked.filter(({ step }) => step.place.startsWith('generator/gen-002/evaluate')).length, 4);
});
