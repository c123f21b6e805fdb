// What plans say before anything has run, compared with known counts, sizes, sharing and schedules.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pipeline } from '../../domain/pipeline.js';
import { expectedSteps, networkSizes } from '../../domain/plan/index.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { parameterCount } from '../../models/parameter-count.js';
import { pausesOf } from '../../planning/budgets.js';
import { stageKind } from '../../planning/calibration.js';
import { diskOf } from '../../planning/disk.js';
import { memoryOf } from '../../planning/memory.js';
import { judgingOf } from '../../planning/judging/judges.js';
import { networksOf } from '../../planning/networks.js';
import { outlineOf } from '../../planning/outline.js';
import { timeOf } from '../../planning/time.js';
import type { Rates } from '../../planning/types.js';
import { estimateWarnings } from '../../planning/warnings.js';
import { standaloneSpec } from '../../trainer/state/network-specs.js';
import { pipelineOf } from '../support/pipelines.js';

const counts = { trainImages: 4000, heldOutImages: 1000 };
const quickstart = pipelineOf('quickstart.yaml');
const walkOf = (pipeline: Pipeline): ReturnType<typeof virtualWalk> => virtualWalk(pipeline, counts);

test('the outline counts the steps, candidates and images that the run will have', async () => {
  const [, generator, discriminator, final] = outlineOf(quickstart, await walkOf(quickstart));
  assert.equal(generator!.spaceSize, '3224998809206784');
  assert.deepEqual([generator!.evaluations, generator!.candidates], [12, 6 + 3]);
  assert.deepEqual([generator!.warmupIterations, generator!.iterations], [40, 160]);
  assert.equal(generator!.imagesTrained, 160 * 20);
  assert.equal(generator!.imagesGenerated, 160 * (20 + 40) + 12 * (500 + 10 * 100));
  assert.deepEqual(generator!.steps, { openStage: 1, trainSegment: 3, evaluate: 12, select: 2, closeStage: 1 });
  assert.equal(discriminator!.iterations, 160);
  assert.equal(final!.imagesJudged, 4 * 500);
});

test('a plan counts fewer G steps if D takes more steps', async () => {
  const pipeline = pipelineOf('quickstart.yaml', ['training={ discriminatorSteps: 3 }']);
  const [, generator] = outlineOf(pipeline, await walkOf(pipeline));
  assert.deepEqual([generator!.iterations, generator!.generatorSteps], [160, Math.ceil(160 / 3)]);
});

test('no architecture of a space is smaller than the smallest or larger than the largest', () => {
  for (const { network, smallest, largest } of networksOf(quickstart)) {
    const random = stream(1, `sizes/${network}`);
    for (let i = 0; i < 300; i++) {
      const genotype = randomGenotype(fullSpace(network), random);
      const size = parameterCount(standaloneSpec(network, genotype, networkSizes(quickstart)));
      assert.ok(smallest.parameters <= size && size <= largest.parameters, `${size}`);
    }
  }
});

test('states share the operations that did not train, because no individual of the generation has them', async () => {
  const pipeline = pipelineOf('quickstart.yaml', ['networks.generator.channels=256', 'stageDefaults.population=4']);
  const { checkpoints } = diskOf(pipeline, counts, await walkOf(pipeline));
  const of = (place: string): (typeof checkpoints)[number] => checkpoints.find((each) => each.place === place)!;
  const opened = of('generator/open');
  const trained = of('generator/gen-001/train/segment-00');
  assert.equal(opened.newBytes, opened.bytes);
  assert.ok(trained.bytes > 2.9 * opened.bytes, 'weights and two moments');
  assert.ok(trained.newBytes < 0.75 * trained.bytes, `${trained.newBytes} of ${trained.bytes}`);
});

test('the less retention keeps, the more states gc removes', async () => {
  const least = pipelineOf('quickstart.yaml', [
    'retention={ lastStates: 1, generationBoundaries: false, winners: false }',
    'training={ segmentIterations: 10 }',
  ]);
  const usual = pipelineOf('quickstart.yaml', ['training={ segmentIterations: 10 }']);
  const [kept, more] = [diskOf(least, counts, await walkOf(least)), diskOf(usual, counts, await walkOf(usual))];
  assert.ok(kept.collectedBytes < more.collectedBytes && more.collectedBytes < more.peakBytes);
  assert.equal(kept.peakBytes, more.peakBytes);
});

const speed = {
  ...{ openSeconds: 1, warmupIterationSeconds: 0.2, iterationSeconds: 0.1, graphSeconds: 0.1 },
  ...{ evaluateSeconds: 1, evaluateImageSeconds: 0.01, stateSeconds: 0.5 },
};
const rates: Rates = {
  ...{
    ingestImageSeconds: 0.001,
    fitSeconds: 1,
    fitImageSeconds: 0.001,
    referenceSeconds: 1,
    referenceImageSeconds: 0.001,
  },
  writeBytesPerSecond: 1e8,
  stages: Object.fromEntries(quickstart.stages.map((stage) => [stageKind(stage), speed])),
  final: speed,
};

test('more slots shorten only evaluations', async () => {
  const planned = await walkOf(quickstart);
  const given = {
    pipeline: quickstart,
    counts,
    outline: outlineOf(quickstart, planned),
    judging: judgingOf(planned, counts),
    disk: diskOf(quickstart, counts, planned),
    rates,
  };
  const [one, many] = [timeOf(given, 1), timeOf(given, 8)];
  const training = (time: typeof one): number =>
    time.phases.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0);
  assert.equal(training(one), training(many));
  assert.ok(one.wallSeconds > many.wallSeconds && many.wallSeconds > training(many));
  const walls = one.bySlots.map(({ wallSeconds }) => wallSeconds);
  assert.deepEqual(
    walls,
    [...walls].sort((a, b) => b - a),
  );
  assert.equal(walls[0], one.wallSeconds);
  // A generation has six evaluations, so more than six slots gain nothing.
  assert.ok(one.phases[1]!.wallSeconds - many.phases[1]!.wallSeconds > 2 * 5 * (1 + 500 * 0.01) - 1);
});

test('a plan says if a budget will be reached, and how far the run will be', () => {
  const pipeline = pipelineOf('quickstart.yaml', [
    'budget={ candidates: 12 }',
    'stages.generator.budget={ candidates: 50 }',
  ]);
  const outline = [
    { phase: 'generator', evaluations: 12 },
    { phase: 'discriminator', evaluations: 12 },
  ];
  assert.deepEqual(pausesOf(pipeline, outline as never, null), [{ of: 'run', limit: 'candidates', share: 0.5 }]);
});

test('estimates that exceed the machine give warnings at the keys that would help', async () => {
  const pipeline = pipelineOf('quickstart.yaml');
  const planned = await walkOf(pipeline);
  const [memory, disk] = [memoryOf(planned, counts, 32), diskOf(pipeline, counts, planned)];
  assert.deepEqual(estimateWarnings(pipeline, memory, disk, { memoryBytes: 2 ** 40, freeBytes: 2 ** 40 }, 2), []);
  const found = estimateWarnings(pipeline, memory, disk, { memoryBytes: 2 ** 28, freeBytes: 2 ** 20 }, 2);
  assert.deepEqual(
    found.map(({ code, origins }) => [code, origins[0]!.join('.')]),
    [
      ['EAGAN_MEMORY_ESTIMATE', 'networks.generator.channels'],
      ['EAGAN_DISK_ESTIMATE', 'retention'],
    ],
  );
});

test('the outline has every step that is expected', async () => {
  const outline = outlineOf(quickstart, await walkOf(quickstart));
  const count = outline.reduce((sum, { steps }) => sum + Object.values(steps).reduce((a, b) => a + b, 0), 0);
  assert.equal(count, (await expectedSteps(quickstart, counts.trainImages)).length);
});
