// On a GPU with TF_DETERMINISTIC_OPS=1: each kernel that the program uses is in the table, and it uses none that
// TensorFlow refuses there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDataset } from '../../datasets/index.js';
import { ingestShapes } from '../../datasets/ingest-shapes.js';
import { noDownSampling } from '../../domain/search/genotype.js';
import type { Genotype } from '../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { featureSet, fitClassifier, kernelDistance, loadExtractor, rootStatistics } from '../../metrics/index.js';
import { efficientNetGraph } from '../../metrics/extractors/efficientnet-lite0/graph.js';
import { networkLayers } from '../../metrics/extractors/efficientnet-lite0/layers.js';
import { StatisticsAccumulator } from '../../metrics/statistics.js';
import { distanceFrom } from '../../metrics/frechet-distance.js';
import { tensorflow, type NativeBinding } from '../../models/backend.js';
import { isRefused, kernelsOnGpu } from './kernels-on-gpu.js';
import { gradientRules } from '../../models/ir/gradients.js';
import type { Device, Node } from '../../models/ir/graph.js';
import { makeProgram } from '../../models/ir/program.js';
import { discriminatorStepGraph, generatorStepGraph, stepOutputs, type StepForm } from '../../models/step-graph.js';
import { discriminatorStep, generateImages, generatorStep } from '../../models/index.js';
import type { NetworkSpec } from '../../models/types.js';
import { memoryObjects } from '../support/memory-objects.js';
import { filesOfProject } from '../support/project.js';
import {
  discriminatorSupernet,
  freshPair,
  generatorSupernet,
  oddDiscriminator,
  oddGenerator,
  pairOf,
  patternImages,
  rule,
  sizes,
} from '../support/tiny-networks.js';

/** A kernel that runs, and its attribute is_training where it has one. */
interface Used {
  readonly kernel: string;
  readonly isTraining: boolean;
}

/** The kernels that both steps of a pair run on the device. */
function stepKernels(form: Omit<StepForm, 'gradientClipping' | 'device'>, device: Device, size = 32): Used[] {
  const whole: StepForm = { ...form, gradientClipping: 1, device };
  const steps = [discriminatorStepGraph(whole, 4, 4, size), generatorStepGraph(whole, 4)];
  return steps.flatMap((step) =>
    makeProgram(stepOutputs(step)).instructions.map(({ kernel, attributes }) => ({
      kernel,
      isTraining: (attributes as Node['attributes']).is_training?.value !== false,
    })),
  );
}

/**
 * Every operation on every edge of both networks, then random architectures, with so many channels that each cheaper
 * form is used somewhere.
 */
function* forms(): Generator<Parameters<typeof stepKernels>[0]> {
  const supernets = (channels: number): [NetworkSpec, NetworkSpec] => [
    { ...generatorSupernet, channels } as NetworkSpec,
    { ...discriminatorSupernet, channels } as NetworkSpec,
  ];
  const pairs: [Genotype, Genotype][] = [[oddGenerator, oddDiscriminator]];
  for (let value = 0; value < 7; value++) {
    const up = value % 3;
    const down = value < 6 ? [value, value] : [noDownSampling, noDownSampling];
    pairs.push([
      [0, 1, 2].map(() => [up, up, value || 1, value || 1, 1, value || 1, 1]),
      [down, [noDownSampling, noDownSampling], [noDownSampling, noDownSampling]].map((each) => [
        value || 1,
        ...[value || 1, 1, value || 1, 1],
        ...each,
      ]) as Genotype,
    ]);
  }
  for (let i = 0; i < 6; i++) {
    const random = stream(i, 'test/gpu-kernels');
    pairs.push([randomGenotype(fullSpace('generator'), random), randomGenotype(fullSpace('discriminator'), random)]);
  }
  for (const channels of [4, 64])
    for (const [generatorArchitecture, discriminatorArchitecture] of pairs) {
      const [generator, discriminator] = supernets(channels);
      yield { generator, discriminator, generatorArchitecture, discriminatorArchitecture };
    }
  const simple: NetworkSpec = { network: 'discriminator', form: 'simple' };
  const [generator] = supernets(4);
  yield { generator, discriminator: simple, generatorArchitecture: oddGenerator, discriminatorArchitecture: null };
}

const unknown = (used: readonly string[]): string[] => [...new Set(used)].filter((kernel) => !kernelsOnGpu.has(kernel));

test('no training step on a GPU uses a kernel that TensorFlow refuses there, and each kernel is in the table', () => {
  const [onGpu, onCpu] = [new Map<string, Used>(), new Set<string>()];
  for (const form of forms()) {
    for (const used of stepKernels(form, 'gpu')) onGpu.set(`${used.kernel} ${used.isTraining}`, used);
    for (const { kernel } of stepKernels(form, 'cpu')) onCpu.add(kernel);
  }
  const used = [...onGpu.values()];
  assert.deepEqual(unknown(used.map(({ kernel }) => kernel)), []);
  assert.deepEqual(
    used.filter(({ kernel, isTraining }) => isRefused(kernel, isTraining)).map(({ kernel }) => kernel),
    [],
  );
  assert.ok(onCpu.has('DepthwiseConv2dNativeBackpropFilter'), 'on a CPU the fast kernel is used');
  // Every gradient rule was used; otherwise this test would try too little.
  assert.deepEqual(
    [...gradientRules.keys()].filter((kernel) => !used.some((one) => one.kernel === kernel)),
    [],
  );
});

test('images of 48 pixels use the same kernels', () => {
  const wide = { ...generatorSupernet, ...sizes, bottomWidth: 6 } as NetworkSpec;
  const kernels = stepKernels(
    {
      generator: wide,
      discriminator: discriminatorSupernet,
      generatorArchitecture: oddGenerator,
      discriminatorArchitecture: oddDiscriminator,
    },
    'gpu',
    48,
  );
  assert.deepEqual(unknown(kernels.map(({ kernel }) => kernel)), []);
  assert.ok(kernels.every(({ kernel, isTraining }) => !isRefused(kernel, isTraining)));
});

const seen: Used[] = [];

/**
 * Records each kernel that this process asks TensorFlow for. It must begin before the first one, because
 * models/device.ts keeps the addon.
 */
function listen(): void {
  const backend = tensorflow().backend();
  const binding = Reflect.get(backend, 'binding') as NativeBinding;
  const executeOp: NativeBinding['executeOp'] = (kernel, attributes, inputs, outputs) => {
    const training = attributes.find(({ name }) => name === 'is_training');
    seen.push({ kernel, isTraining: training?.value !== false });
    return binding.executeOp(kernel, attributes, inputs, outputs);
  };
  Reflect.set(backend, 'binding', Object.create(binding, { executeOp: { value: executeOp } }));
}
listen();

test('extractor, metrics, drawing, steps and images use only kernels of the table', async () => {
  const objects = memoryObjects();
  const nothing = (): void => undefined;
  const images = await ingestShapes({ kind: 'shapes', images: 40, size: 16 }, 0, objects, nothing);
  const dataset = await openDataset(images, objects);
  const settings = { epochs: 1, features: 8, learningRate: 1e-3, batch: 10, minimumAccuracy: 0 };
  const fitted = await fitClassifier(dataset, { kind: 'classifier', ...settings }, 0, nothing);
  const extractor = await loadExtractor(fitted.tensors, { ...fitted.meta }, 16);
  const { features } = await extractor.extract(dataset.train.read([...Array(20).keys()]), 20);
  const statistics = new StatisticsAccumulator(8);
  statistics.add(features, 20);
  distanceFrom(rootStatistics(statistics.finish()), statistics.finish());
  const set = featureSet(features, 8);
  kernelDistance(set, set);
  extractor.dispose();
  const networks = freshPair();
  const pair = pairOf(networks);
  discriminatorStep(pair, patternImages(4), 4, { seed: 1, name: 'd' }, 4, rule);
  generatorStep(pair, { seed: 1, name: 'g' }, 4, rule);
  const made = { network: networks.generator, architecture: null, latents: { seed: 1, name: 'i' } };
  for await (const batch of generateImages({ ...made, images: 4, batch: 4 })) assert.ok(batch.finite);
  networks.generator.dispose();
  networks.discriminator.dispose();
  assert.ok(seen.length > 500, `${seen.length} calls`);
  assert.deepEqual(unknown(seen.map(({ kernel }) => kernel)), []);
});

test('the pretrained extractor uses only kernels of the table where oneDNN is missing', () => {
  const shapes = networkLayers.flatMap(({ name, form, kernel, inputs, outputs }): [string, { shape: number[] }][] => [
    [`${name}/kernel`, { shape: [kernel, kernel, ...(form === 'full' ? [inputs, outputs] : [outputs, 1])] }],
    [`${name}/bias`, { shape: [outputs] }],
  ]);
  const classes: [string, { shape: number[] }][] = [
    ['_fc/kernel', { shape: [1280, 1000] }],
    ['_fc/bias', { shape: [1000] }],
  ];
  const form = { batch: 2, size: 32, fused: false, weights: new Map([...shapes, ...classes]) };
  const kernels = makeProgram(efficientNetGraph(form)).instructions.map(({ kernel }) => kernel);
  assert.ok(kernels.length > 100, `${kernels.length} kernels`);
  assert.deepEqual(unknown(kernels), []);
});

test('the table has every kernel that the sources name, and no unused one', () => {
  const sources = filesOfProject().filter(({ name }) => /^(models|metrics|datasets|trainer)\/.*\.ts$/.test(name));
  const call =
    /\b(?:single|same|execute|elementwise|unary|run|draw)\(\s*(?:node,\s*)?'([A-Z]\w+)'|kernel: '([A-Z]\w+)'/g;
  const named = sources.flatMap(({ text }) => [...text.matchAll(call)].map(([, a, b]) => (a ?? b)!));
  assert.ok(named.length > 40, `${named.length} found`);
  assert.deepEqual(
    unknown(named).filter((name) => !['Input', 'Const'].includes(name)),
    [],
  );
  const used = new Set([...named, ...seen.map(({ kernel }) => kernel)]);
  assert.deepEqual(
    [...kernelsOnGpu.keys()].filter((name) => !used.has(name)),
    [],
  );
});
