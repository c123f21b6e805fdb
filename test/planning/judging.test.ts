// What judging costs before anything has run: memory of extractors and kept features, time of further figures, the pass
// over all real images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { calibrationSizes, stageKind } from '../../planning/calibration.js';
import { diskOf } from '../../planning/disk.js';
import { judgingOf, type PhaseJudging } from '../../planning/judging/judges.js';
import { memoryOf } from '../../planning/memory.js';
import { outlineOf } from '../../planning/outline.js';
import { timeOf } from '../../planning/time.js';
import type { MemoryEstimate, Rates, TimeEstimate } from '../../planning/types.js';
import { estimateWarnings } from '../../planning/warnings.js';
import { pipelineOf } from '../support/pipelines.js';

const counts = { trainImages: 4000, heldOutImages: 1000 };
const imagenet = 'metrics.extractor={ kind: imagenet, network: efficientnet-lite0 }';
const all = 'metrics.also=[kernelDistance, precisionRecall, densityCoverage]';
const pairs = 'metrics.also=[precisionRecall]';

const judgingWith = async (...set: string[]): Promise<PhaseJudging[]> => {
  const pipeline = pipelineOf('quickstart.yaml', set);
  return judgingOf(await virtualWalk(pipeline, counts), counts);
};
const memoryWith = async (...set: string[]): Promise<MemoryEstimate> => {
  const pipeline = pipelineOf('quickstart.yaml', set);
  return memoryOf(await virtualWalk(pipeline, counts), counts, 32).find(({ phase }) => phase === 'final')!;
};

test('a plan knows the judge of every step that judges, from the steps that make it', async () => {
  const [data, generator, , final] = await judgingWith(imagenet, all);
  assert.deepEqual(
    [data!.references.length, data!.passes.length, generator!.passes.length, final!.passes.length],
    [1, 0, 12, 4],
  );
  const { judge, images, groups } = generator!.passes[0]!;
  assert.deepEqual([judge.features, judge.realImages, judge.keptImages, images], [1280, 4000, 4000, 500]);
  assert.deepEqual([...groups], ['distance', 'score', 'kernelDistance', 'precisionRecall', 'densityCoverage']);
});

test('only the images of the named split pass for a reference, and none for that of a file', async () => {
  const real = async (reference: string): Promise<number> =>
    (await judgingWith(`metrics.reference=${reference}`))[0]!.references[0]!.realImages;
  assert.deepEqual(
    await Promise.all([
      real('{ from: dataset, split: train }'),
      real('{ from: dataset, split: heldOut }'),
      real('{ from: npz, path: statistics.npz }'),
    ]),
    [4000, 1000, 0],
  );
});

test('figures of single images keep four bytes a feature of each generated and each real image', async () => {
  const [few, many] = await Promise.all(
    [2000, 4000].map((images) => memoryWith(imagenet, pairs, `finalTraining.images=${images}`)),
  );
  // Features of the generated images and their copy in a recovery point, and what a part keeps.
  assert.equal(many!.judgeBytes - few!.judgeBytes, 2 * 2000 * 4 * 1280 + partsOf(4000) - partsOf(2000));
  const without = await memoryWith(imagenet, 'finalTraining.images=2000');
  assert.ok(few!.judgeBytes - without.judgeBytes >= (2 * 2000 + 4000) * 1280 * 4);
});

/** A tenth of the images, fewer than the features: their rows, and twice their probabilities of 1,000 classes. */
const partsOf = (images: number): number => (images / 10) * 4 * (1280 + 2 * 1000);

test('a pretrained extractor needs hundreds of megabytes more than a classifier, in each trainer', async () => {
  const [own, pretrained] = await Promise.all([memoryWith(), memoryWith(imagenet)]);
  assert.ok(own.judgeBytes < 10e6, `${own.judgeBytes}`);
  assert.ok(pretrained.judgeBytes > 240 * 2 ** 20);
  for (const { programBytes, dataBytes, stateBytes, judgeBytes, furtherBytes } of [own, pretrained])
    assert.equal(furtherBytes, programBytes + dataBytes + stateBytes + judgeBytes);
});

test('a warning says that two trainers do not fit side by side, where each of them does', async () => {
  const pipeline = pipelineOf('quickstart.yaml', [imagenet]);
  const planned = await virtualWalk(pipeline, counts);
  const [memory, disk] = [memoryOf(planned, counts, 32), diskOf(pipeline, counts, planned)];
  const needed = Math.max(...memory.map(({ totalBytes }) => totalBytes));
  const machine = { memoryBytes: 1.2 * needed, freeBytes: 2 ** 40 };
  assert.deepEqual(estimateWarnings(pipeline, memory, disk, machine, 1), []);
  const [warning] = estimateWarnings(pipeline, memory, disk, machine, 2);
  assert.deepEqual([warning!.code, warning!.origins[0]], ['EAGAN_MEMORY_ESTIMATE', ['resources', 'slots']]);
  assert.match(warning!.must, /2 trainers of .* side by side need about/);
});

test('the store holds the extractor, its reference and the kept features', async () => {
  const diskWith = async (...set: string[]): Promise<number> => {
    const pipeline = pipelineOf('quickstart.yaml', set);
    return diskOf(pipeline, counts, await virtualWalk(pipeline, counts)).judgeBytes;
  };
  const [without, kept] = await Promise.all([diskWith(imagenet), diskWith(imagenet, pairs)]);
  assert.equal(kept - without, 4000 * 1280 * 4);
  assert.ok(without > 19e6);
});

const speed = {
  ...{ openSeconds: 1, warmupIterationSeconds: 0.2, iterationSeconds: 0.1, graphSeconds: 0.1 },
  ...{ evaluateSeconds: 1, evaluateImageSeconds: 0.01, stateSeconds: 0.5 },
};

/** A machine on which an image takes so long. */
async function timeWith(referenceImageSeconds: number, ...set: string[]): Promise<TimeEstimate> {
  const pipeline = pipelineOf('quickstart.yaml', set);
  const planned = await virtualWalk(pipeline, counts);
  const rates: Rates = {
    ...{ ingestImageSeconds: 0.001, fitSeconds: 1, fitImageSeconds: 0, referenceSeconds: 1, referenceImageSeconds },
    writeBytesPerSecond: 1e8,
    stages: Object.fromEntries(pipeline.stages.map((stage) => [stageKind(stage), speed])),
    final: speed,
  };
  const [outline, judging] = [outlineOf(pipeline, planned), judgingOf(planned, counts)];
  return timeOf({ pipeline, counts, outline, judging, disk: diskOf(pipeline, counts, planned), rates }, 2);
}

test('the reference takes a pass over all real images, and none with the statistics of a file', async () => {
  const [pass, file] = await Promise.all([
    timeWith(0.02, imagenet),
    timeWith(0.02, imagenet, 'metrics.reference={ from: npz, path: statistics.npz }'),
  ]);
  assert.ok(Math.abs(pass.phases[0]!.otherSeconds - file.phases[0]!.otherSeconds - 4000 * 0.02) < 1e-6);
});

test('figures of pairs of images take longer the more images there are, and on a slower machine', async () => {
  const judging = async (image: number, ...set: string[]): Promise<number> =>
    (await timeWith(image, imagenet, ...set)).phases[1]!.evaluationSeconds;
  const few = 'metrics.images=500';
  const [none, some, slow] = await Promise.all([
    judging(0.007, few),
    judging(0.007, few, all),
    judging(0.014, few, all),
  ]);
  assert.ok(some > 1.5 * none, `${some} and ${none}`);
  assert.ok(slow > some);
  const [once, twice] = await Promise.all(
    [4000, 8000].map(
      async (n) => (await judging(0.007, `metrics.images=${n}`, pairs)) - (await judging(0.007, `metrics.images=${n}`)),
    ),
  );
  assert.ok(twice! > 2 * once!, 'pairs grow with the square');
});

test('a calibration is remembered for the figures that it computed', () => {
  const sizes = (...set: string[]): string => calibrationSizes(pipelineOf('quickstart.yaml', set));
  assert.equal(sizes(), sizes('metrics.images=1000'));
  assert.notEqual(sizes(), sizes(all));
});
