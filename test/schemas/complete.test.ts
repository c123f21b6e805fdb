// What a valid file becomes: defaults are filled in, it is frozen, and has a digest of its meaning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDigest, runId } from '../../domain/runs/run-id.js';
import { base, load } from './base.js';

const shortest = `
version: 1
name: shortest
dataset: { kind: imageFolder, path: images }
networks: { generator: { channels: 16 }, discriminator: { channels: 8 } }
stages: [{ id: g, search: generator, pairing: manyToOne, opponent: { from: builtin, genotype: autogan } }]
finalTraining: { duration: { epochs: 3 } }
`;

function valid(text: string, set: readonly string[] = []): Extract<ReturnType<typeof load>, { ok: true }> {
  const result = load(text, { set });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result;
}

test('the shortest file is completed with the figures of the paper', () => {
  const adam = { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] };
  const training = {
    loss: 'hinge',
    batch: { discriminator: 40, generator: 80 },
    discriminatorSteps: 1,
    optimizers: { generator: adam, discriminator: adam },
    gradientClipping: null,
    segmentIterations: 500,
    divergenceLimit: 10,
  };
  assert.deepEqual(valid(shortest).pipeline, {
    version: 1,
    kindVersions: { trainSegment: 2, evaluate: 5, trainWinner: 2, scoreWinner: 5 },
    name: 'shortest',
    seed: 1,
    dataset: { kind: 'imageFolder', path: '/somewhere/images', size: 32, images: null, unreadable: 'fail' },
    networks: {
      generator: { channels: 16, latent: 120 },
      discriminator: { channels: 8 },
    },
    searchSpaces: {},
    metrics: {
      seed: 0,
      images: 5000,
      extractor: {
        kind: 'classifier',
        epochs: 4,
        features: 64,
        learningRate: 4e-3,
        batch: 20,
        minimumAccuracy: 0.3,
      },
      latency: null,
    },
    resources: { train: { threads: 2 }, evaluate: { threads: 1 }, slots: null },
    recovery: { everyMs: 60_000, onMismatch: 'stop' },
    retention: { lastStates: 2, generationBoundaries: true, winners: true },
    budget: null,
    stages: [
      {
        id: 'g',
        search: 'generator',
        pairing: 'manyToOne',
        weightResetting: false,
        opponent: { from: 'builtin', genotype: 'autogan' },
        spaces: { generator: 'eagan-generator' },
        population: 32,
        generations: 18,
        warmup: { epochs: 50 },
        duration: { epochs: 10 },
        breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5 },
        selection: { kind: 'nonDominated' },
        objectives: { frechetDistance: 'minimize', classifierScore: 'maximize', parameters: 'minimize' },
        best: ['frechetDistance', 'classifierScore', 'parameters'],
        evaluation: { images: 5000, batchNorm: 'recalibrated' },
        earlyStopping: null,
        budget: null,
        training,
      },
    ],
    finalTraining: {
      networks: { generator: null, discriminator: null },
      duration: { epochs: 3 },
      training,
      ema: { decay: 0.999 },
      images: 5000,
      scoreEvery: null,
    },
  });
});

test('training merges key by key: the program, then training, then stageDefaults, then the stage', () => {
  const { pipeline } = valid(base, [
    'training.segmentIterations=7',
    'stageDefaults.training={ divergenceLimit: 3, batch: { generator: 44 } }',
    'stages.discriminator.training.batch.discriminator=22',
  ]);
  const [generator, discriminator] = pipeline.stages;
  assert.deepEqual(generator!.training.batch, { discriminator: 20, generator: 44 });
  assert.deepEqual(discriminator!.training.batch, { discriminator: 22, generator: 44 });
  assert.deepEqual([generator!.training.discriminatorSteps, discriminator!.training.discriminatorSteps], [1, 5]);
  for (const { training } of pipeline.stages) {
    assert.deepEqual([training.segmentIterations, training.divergenceLimit], [7, 3]);
  }
  assert.deepEqual(pipeline.finalTraining.training.batch, { discriminator: 20, generator: 40 });
  assert.equal(pipeline.finalTraining.training.divergenceLimit, 10);
});

test('horizontal flips merge as other training keys do, and leave no trace where they are off', () => {
  const flips = (...set: string[]): unknown[] => {
    const { stages, finalTraining } = valid(base, set).pipeline;
    return [...stages, finalTraining].map(({ training }) => training.augmentation);
  };
  const on = { horizontalFlip: true };
  const off = undefined;
  assert.deepEqual(flips(), [off, off, off]);
  assert.deepEqual(flips('training.augmentation.horizontalFlip=true'), [on, on, on]);
  assert.deepEqual(flips('stageDefaults.training.augmentation.horizontalFlip=true'), [on, on, off]);
  assert.deepEqual(
    flips('training.augmentation={ horizontalFlip: true }', 'stages.discriminator.training.augmentation={}'),
    [on, on, on],
  );
  const setOff = 'stages.discriminator.training.augmentation.horizontalFlip=false';
  assert.deepEqual(flips('training.augmentation.horizontalFlip=true', setOff), [on, off, on]);
  assert.deepEqual(flips('finalTraining.training.augmentation.horizontalFlip=true'), [off, off, on]);
  assert.equal(valid(base, ['training.augmentation.horizontalFlip=false']).digest, valid(base).digest);
  assert.notEqual(valid(base, ['training.augmentation.horizontalFlip=true']).digest, valid(base).digest);
});

test('durations and objectives of a stage replace those of stageDefaults, breeding merges', () => {
  const { pipeline } = valid(base, [
    'stages.generator.warmup={ epochs: 1 }',
    'stages.generator.objectives={ classifierScore: maximize }',
    'stages.generator.best=[classifierScore]',
    'stages.generator.breeding={ mutation: 1 }',
  ]);
  assert.deepEqual(pipeline.stages[0]!.warmup, { epochs: 1 });
  assert.deepEqual(pipeline.stages[0]!.objectives, { classifierScore: 'maximize' });
  assert.deepEqual(pipeline.stages[0]!.breeding, { survivors: 0.5, crossover: 0.3, mutation: 1 });
  assert.deepEqual(pipeline.stages[1]!.warmup, { steps: 40 });
});

test('weight resetting is on for one-to-one stages unless the file says otherwise', () => {
  const silent = base.replace('    weightResetting: true\n', '');
  assert.deepEqual(
    valid(silent).pipeline.stages.map(({ weightResetting }) => weightResetting),
    [false, true],
  );
  assert.equal(valid(base, ['stages.discriminator.weightResetting=false']).pipeline.stages[1]!.weightResetting, false);
});

test('a pipeline is frozen down to its leaves', () => {
  const thawed: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) thawed.push(path);
    for (const [key, item] of Object.entries(value)) visit(item, `${path}.${key}`);
  };
  visit(valid(base).pipeline, 'pipeline');
  assert.deepEqual(thawed, []);
});

test('units of time become milliseconds', () => {
  for (const [text, ms] of [
    ['250ms', 250],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ] as const) {
    assert.equal(valid(base, [`recovery.every=${text}`]).pipeline.recovery.everyMs, ms);
  }
});

test('comments, order of keys, quotes, aliases and explicit defaults do not change the digest', () => {
  const { digest } = valid(base);
  const sections = base.split(/^(?=\w)/m);
  const same = [
    base.replace('# A comment.', '# Another comment, and a longer one.'),
    [...sections].reverse().join(''),
    base.replace('{ kind: shapes, images: 4000 }', '\n  size: 32\n  images: 4000.0\n  "kind": "shapes"'),
    base.replace('seed: 1', 'seed: &one 1').replace('version: 1', 'version: 1 # one'),
    base.replaceAll('\n', '\r\n'),
    `\uFEFF${base}`,
    base.replace('  loss: hinge', '  loss: hinge\n  discriminatorSteps: 1\n  gradientClipping: null'),
  ];
  for (const text of same) assert.equal(valid(text).digest, digest, text);
});

test('the path of the folder of images is not in the digest, and is relative to the file', () => {
  const { pipeline, digest } = valid(shortest);
  assert.ok(pipeline.dataset.kind === 'imageFolder');
  assert.equal(pipeline.dataset.path, '/somewhere/images');
  assert.equal(valid(shortest.replace('path: images', 'path: /elsewhere')).digest, digest);
});

test('a run’s name is the pipeline’s plus 8 digits of its digest, and other images give another run', () => {
  const { digest } = valid(base);
  assert.equal(runId('base', digest), `base-${digest.slice(0, 8)}`);
  assert.match(runId('base', digest), /^base-[0-9a-f]{8}$/);
  assert.equal(runDigest(digest, null), digest);
  assert.notEqual(runDigest(digest, 'a'.repeat(64)), runDigest(digest, 'b'.repeat(64)));
});

test('an alias stands for the value that it names', () => {
  const text = base
    .replace('warmup: { steps: 40 }', 'warmup: &short { steps: 40 }')
    .replace('duration: { steps: 60 }', 'duration: *short');
  assert.deepEqual(valid(text).pipeline.stages[0]!.duration, { steps: 40 });
});
