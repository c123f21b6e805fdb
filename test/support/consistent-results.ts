// Results of hashes in the form of real ones: artifacts, numbers and states that agree, so that `eagan verify` finds
// nothing wrong with them.
import { digestJson, type Digest, type Json } from '../../domain/digest.js';
import { firstPopulation } from '../../domain/search/breeding.js';
import {
  imageRow,
  readDeviations,
  recordedCosts,
  recordedValues,
  type ImageFigures,
} from '../../domain/search/figures.js';
import { searchedHalves } from '../../domain/search/pairs.js';
import type { DatasetSplit } from '../../domain/steps/artifacts.js';
import { genotypesOf, manifestOf, readableJson } from '../../domain/steps/export-texts.js';
import { putJson } from '../../domain/steps/objects.js';
import { phaseOf } from '../../domain/steps/parse-place.js';
import { deviatingFigures, judgedFigures, protocolOf } from '../../domain/steps/protocol.js';
import type { Step, StepResult } from '../../domain/steps/step.js';
import type { Store, TensorData } from '../../store/index.js';
import { costsOf } from '../../trainer/judging/costs.js';
import { architectureSpec, individualSpecs, supernetSpec } from '../../trainer/state/network-specs.js';

const images = { train: 500, heldOut: 100 };

/** The result of a trainer's step. */
export async function consistentResult(step: Step, store: Store): Promise<StepResult> {
  const { outputs, numbers = {} } = await resultOf(step, store);
  return { outputs, numbers, status: 'ok' };
}

type Figures = ImageFigures;

interface Made {
  readonly outputs: Record<string, Digest>;
  readonly numbers?: Record<string, number>;
}

async function resultOf(step: Step, store: Store): Promise<Made> {
  const { objects } = store;
  switch (step.kind) {
    case 'ingest':
      return ingest(step, store);
    case 'fitExtractor':
      return { outputs: { extractor: await checkpoint(step, store, null) }, numbers: { heldOutAccuracy: 1 } };
    case 'referenceStatistics':
      return reference(store);
    case 'openStage': {
      const state = await stateOf(step, 0, store);
      if (!('space' in step.parameters)) return { outputs: { state } };
      const { space, population } = step.parameters;
      const first = firstPopulation(space, population, phaseOf(step.place), step.seed!);
      return { outputs: { state, population: await putJson(objects, first) } };
    }
    case 'trainSegment':
    case 'trainWinner': {
      const numbers = { discriminatorLoss: unit(step), generatorLoss: unit(step) };
      return { outputs: { state: await stateOf(step, step.parameters.to, store) }, numbers };
    }
    case 'evaluate':
      return evaluate(step, store);
    case 'scoreWinner':
      return score(step, store);
    case 'export':
      return exported(step, store);
    default:
      throw new Error(`${step.kind} runs in no trainer`);
  }
}

async function ingest({ parameters, place }: Step<'ingest'>, { objects }: Store): Promise<Made> {
  const split = async (count: number, name: string): Promise<DatasetSplit> => ({
    images: count,
    blocks: [await putJson(objects, { place, name })],
    imagesPerBlock: count,
    labels: await objects.put(Buffer.alloc(count, name)),
  });
  const dataset = {
    ...{ schemaVersion: 1, kind: 'dataset', size: parameters.dataset.size, classes: [], skipped: [] },
    ...{ train: await split(images.train, 'train'), heldOut: await split(images.heldOut, 'heldOut') },
  };
  const numbers = { trainImages: images.train, heldOutImages: images.heldOut, skipped: 0 };
  return { outputs: { dataset: await putJson(objects, dataset) }, numbers };
}

async function reference({ objects }: Store): Promise<Made> {
  const [statistics, root] = [await objects.put(Buffer.alloc(16, 1)), await objects.put(Buffer.alloc(8, 2))];
  const artifact = { schemaVersion: 1, kind: 'reference', images: images.train, features: 1, statistics, root };
  return { outputs: { reference: await putJson(objects, artifact) }, numbers: { images: images.train } };
}

function stateOf(
  step: Step<'openStage' | 'trainSegment' | 'trainWinner'>,
  iteration: number,
  store: Store,
): Promise<Digest> {
  const { parameters } = step;
  const { sizes } = parameters;
  if ('search' in parameters) {
    const { network } = searchedHalves(parameters.search, [])[0]!;
    const searched = supernetSpec(network, sizes);
    return checkpoint(step, store, { schemaVersion: 1, kind: 'stage', iteration, searched, opponents: [] });
  }
  const generator = architectureSpec('generator', parameters.generator, sizes);
  const discriminator = architectureSpec('discriminator', parameters.discriminator, sizes);
  return checkpoint(step, store, { schemaVersion: 1, kind: 'final', iteration, generator, discriminator });
}

/** A pack that changes from step to step, and one that all share. */
function checkpoint(step: Step, { checkpoints }: Store, meta: unknown): Promise<Digest> {
  const tensor = (hash: string): TensorData => {
    const data = Int32Array.from(hash.match(/../g)!, (pair) => parseInt(pair, 16));
    return { shape: [data.length], data };
  };
  const tensors = new Map([
    ['searched/weights/w', tensor(digestJson(step))],
    ['opponents/00/weights/w', tensor('00')],
  ]);
  return checkpoints.write(meta as Json, tensors);
}

const figuresOf = (step: Step<'evaluate' | 'scoreWinner'>): Figures => {
  const figures = judgedFigures(step.parameters).map((name, index) => [
    name,
    index === 0 ? unit(step) : 1 + unit({ ...step, again: index }),
  ]);
  const deviations = deviatingFigures(step).map((name) => [imageRow(name).deviation, unit({ ...step, name })]);
  return Object.fromEntries([...figures, ...deviations]) as Figures;
};

type Judged = Parameters<typeof protocolOf>[0];

async function evaluate(step: Step<'evaluate'>, { objects }: Store): Promise<Made> {
  const { individual, search, sizes, costs, images: count, batchNorm } = step.parameters;
  const { genotype, id } = individual;
  const specs = individualSpecs(search, genotype, sizes);
  const values = costsOf({ search, genotype, specs, imageSize: sizes.generator.bottomWidth * 8 }, costs);
  const figures = figuresOf(step);
  const protocol = await putJson(
    objects,
    protocolOf(step.inputs as never as Judged, count, batchNorm, step.parameters.judging),
  );
  const artifact = {
    schemaVersion: 1,
    kind: 'evaluation',
    individual: id,
    status: 'ok',
    figures,
    ...recordedCosts(values),
    protocol,
  };
  return {
    outputs: { evaluation: await putJson(objects, artifact) },
    numbers: { ...recordedValues({ ...figures, ...values }), ...readDeviations(figures) },
  };
}

async function score(step: Step<'scoreWinner'>, { objects }: Store): Promise<Made> {
  const { subject, iteration, images: count } = step.parameters;
  const protocol = await putJson(
    objects,
    protocolOf(step.inputs as never as Judged, count, 'live', step.parameters.judging),
  );
  const figures = figuresOf(step);
  const artifact = { schemaVersion: 1, kind: 'score', subject, iteration, status: 'ok', figures, protocol };
  return { outputs: { score: await putJson(objects, artifact) }, numbers: figures };
}

async function exported(step: Step<'export'>, { objects }: Store): Promise<Made> {
  const { sizes } = step.parameters;
  const countOf = (network: 'generator' | 'discriminator'): number => {
    const specs = [architectureSpec(network, step.parameters[network], sizes)];
    return costsOf({ search: network, genotype: [], specs, imageSize: 0 }).parameters!;
  };
  const counts = { generator: countOf('generator'), discriminator: countOf('discriminator') };
  const files = {
    genotype: await objects.put(readableJson(genotypesOf(step.parameters))),
    weights: await putJson(objects, ['weights', step.inputs.state!]),
    samples: await putJson(objects, 'samples'),
    preview: await putJson(objects, 'preview'),
  };
  const manifest = await objects.put(readableJson(await manifestOf(step, files, counts, objects)));
  return {
    outputs: { ...files, manifest },
    numbers: { parameters: counts.generator, discriminatorParameters: counts.discriminator },
  };
}

const unit = (value: object): number => parseInt(digestJson(value).slice(0, 8), 16) / 2 ** 32;
