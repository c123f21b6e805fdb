// Changes on the command line obey the same schema, and complaints about them point into the option.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, load, places } from './base.js';
import type { ExtractorSettings } from '../../domain/extractor.js';

type Classifier = ExtractorSettings<'classifier'>;

const set = (...assignments: string[]): ReturnType<typeof load> => load(base, { set: assignments });

test('--set finds stages by id and list entries by number, and creates missing mappings', () => {
  const result = set(
    'stages.discriminator.generations=4',
    'stages.0.population=8',
    'metrics.seed=3',
    'finalTraining.scoreEvery={ steps: 10 }',
  );
  assert.ok(result.ok);
  assert.equal(result.pipeline.stages[1]!.generations, 4);
  assert.equal(result.pipeline.stages[0]!.population, 8);
  assert.equal(result.pipeline.metrics.seed, 3);
  assert.deepEqual(result.pipeline.finalTraining.scoreEvery, { steps: 10 });
  const made = set('stages.generator.evaluation.images=123');
  assert.ok(made.ok && made.pipeline.stages[0]!.evaluation.images === 123);
});

test('a later --set wins over an earlier one, and every --set wins over the file', () => {
  const result = set('seed=2', 'seed=3');
  assert.ok(result.ok && result.pipeline.seed === 3);
});

const refused: readonly [assignment: string, expected: string][] = [
  ['seed', 'EAGAN_PIPELINE_OVERRIDE --set:1:1'],
  ['=1', 'EAGAN_PIPELINE_OVERRIDE --set:1:1'],
  ['stages.generatr.population=8', 'EAGAN_PIPELINE_OVERRIDE --set:1:8'],
  ['stages.2.population=8', 'EAGAN_PIPELINE_OVERRIDE --set:1:8'],
  ['seed.deeper=8', 'EAGAN_PIPELINE_OVERRIDE --set:1:6'],
  ['stages..population=8', 'EAGAN_PIPELINE_OVERRIDE --set:1:8'],
  ['stages.generator.populaton=8', 'EAGAN_PIPELINE_UNKNOWN_KEY --set:1:18'],
  ['stages.generator.population=eight', 'EAGAN_PIPELINE_TYPE --set:1:29'],
  ['stages.generator.population=7', 'EAGAN_POPULATION_ODD --set:1:29'],
  ['stages.generator.warmup={ steps: 1, epochs: 1 }', 'EAGAN_PIPELINE_CHOICE --set:1:25'],
  ['stages.generator.warmup={ step: 1 }', 'EAGAN_PIPELINE_UNKNOWN_KEY --set:1:27'],
  ['stages.generator.warmup={ steps: 1', 'EAGAN_PIPELINE_SYNTAX --set:1:35'],
  ['seed=', 'EAGAN_PIPELINE_TYPE --set:1:1'],
  ['stages=[1]', 'EAGAN_PIPELINE_TYPE --set:1:9'],
];
for (const [assignment, expected] of refused) {
  test(`--set ${assignment} is refused: ${expected}`, () => {
    const result = set(assignment);
    assert.ok(!result.ok);
    assert.deepEqual(places(result), [expected]);
  });
}

test('a mistake in the file and one in an option are reported together, the file’s first', () => {
  const result = load(base.replace('seed: 1', 'sede: 1'), { set: ['metrics.image=1'] });
  assert.deepEqual(places(result), [
    'EAGAN_PIPELINE_UNKNOWN_KEY test.yaml:4:1',
    'EAGAN_PIPELINE_UNKNOWN_KEY --set:1:9',
  ]);
});

test('--seed changes the seed and the digest, and must be a number', () => {
  const [plain, changed] = [load(base), load(base, { seed: '7' })];
  assert.ok(plain.ok && changed.ok);
  assert.equal(changed.pipeline.seed, 7);
  assert.notEqual(changed.digest, plain.digest);
  assert.deepEqual(places(load(base, { seed: 'seven' })), ['EAGAN_PIPELINE_TYPE --seed:1:6']);
});

test('--images replaces the files of STL-10 by a folder, which has no flag for unlabeled images', () => {
  const stl10 = base.replace(/^dataset: .*$/m, 'dataset: { kind: stl10Binary, path: stl10, unlabeled: true }');
  const result = load(stl10, { images: 'mine' });
  assert.ok(result.ok, JSON.stringify(!result.ok && result.complaints));
  assert.deepEqual(result.pipeline.dataset, {
    kind: 'imageFolder',
    path: '/somewhere/mine',
    size: 32,
    images: null,
    unreadable: 'fail',
  });
});

test('--images replaces generated images by a folder: it keeps their number and the file’s minimum accuracy, and the path starts at the working directory', () => {
  const strict = base.replace('epochs: 2 }', 'epochs: 2, minimumAccuracy: 0.99 }');
  const result = load(strict, { images: 'mine' });
  assert.ok(result.ok);
  assert.deepEqual(result.pipeline.dataset, {
    kind: 'imageFolder',
    path: '/somewhere/mine',
    size: 32,
    images: 4000,
    unreadable: 'fail',
  });
  assert.equal((result.pipeline.metrics.extractor as Classifier).minimumAccuracy, 0.99);
  assert.deepEqual(places(load(base, { images: '' })), ['EAGAN_PIPELINE_VALUE --images:1:1']);
});
