// Golden files of a pretrained extractor: features and logits of images, computed elsewhere.
import { ownOf } from '../../domain/own.js';
import { imagenetNetworks, type ImagenetNetwork } from '../../domain/extractor.js';
import { loadExtractor } from '../../metrics/index.js';
import type { FeatureBatch } from '../../metrics/types.js';
import { createReporter } from '../../scripts/reporter.mjs';
import { requirePretrained } from '../../scripts/pretrained.mjs';
import { readSafetensors } from '../../store/safetensors.js';
import type { TensorData } from '../../store/types.js';
import { pretrainedNamed, readPretrained } from '../../trainer/extractors/pretrained.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile } from './malformed.js';
import { largest, largestDifference } from './numbers.js';

/** Of the largest number of a tensor. */
const allowed = 1e-3;

/** `features_NETWORK_…`: the network of a golden file; null: it has no features. */
function networkOf(name: string): string | null {
  const found = /^features_([a-z0-9_]+?)_[^_]*\.safetensors$/i.exec(name);
  return found ? found[1]!.replaceAll('_', '-') : null;
}

/** True for a file of features, by its name. */
export const isFeatures = (name: string): boolean => networkOf(name) !== null;

/**
 * Compares `features`, and the softmax of `logits` if the file has them, with those of `images` [n, size, size, 3].
 * Fetches the network if the cache does not have it. Throws MalformedFile.
 */
export async function checkFeatures(bytes: Uint8Array, name: string, findings: GoldenFindings): Promise<void> {
  const { tensors } = readSafetensors(bytes);
  const network = networkOf(name)!;
  const known = ownOf(imagenetNetworks, network);
  if (!known)
    throw new MalformedFile(`its network must be one of ${Object.keys(imagenetNetworks).join(', ')} (got ${network})`);
  const images = imagesOf(tensors);
  const features = tableOf(tensors, 'features', images.count, known.features);
  const ours = await extracted(network as ImagenetNetwork, images);
  findings.expect('features', largestDifference(ours.features, features), allowed * largest(features));
  if (!tensors.has('logits')) return;
  const expected = softmaxOf(tableOf(tensors, 'logits', images.count, known.classes), known.classes);
  findings.expect('probabilities', largestDifference(ours.probabilities, expected), allowed * largest(expected));
}

interface Images {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly size: number;
}

function imagesOf(tensors: ReadonlyMap<string, TensorData>): Images {
  const { shape, data } = tensors.get('images') ?? { shape: [], data: new Float32Array() };
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || count < 1 || height < 1 || height !== width || channels !== 3)
    throw new MalformedFile(`the tensor images must have the shape [n, size, size, 3] (got [${shape.join(', ')}])`);
  if (!data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255))
    throw new MalformedFile('the tensor images must hold whole numbers from 0 to 255');
  return { bytes: Uint8Array.from(data), count, size: height };
}

function tableOf(
  tensors: ReadonlyMap<string, TensorData>,
  name: string,
  rows: number,
  columns: number,
): TensorData['data'] {
  const { shape, data } = tensors.get(name) ?? { shape: [], data: new Float32Array() };
  if (`${shape}` === `${[rows, columns]}`) return data;
  throw new MalformedFile(`the tensor ${name} must have the shape [${rows}, ${columns}] (got [${shape.join(', ')}])`);
}

async function extracted(network: ImagenetNetwork, { bytes, count, size }: Images): Promise<FeatureBatch> {
  const { plain } = createReporter();
  await requirePretrained(network, { env: process.env, note: plain });
  const { tensors, meta } = await readPretrained(pretrainedNamed(network));
  const extractor = await loadExtractor(tensors, meta, size);
  try {
    return await extractor.extract(bytes, count);
  } finally {
    extractor.dispose();
  }
}

/** In double, row by row. */
function softmaxOf(logits: TensorData['data'], classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = Float64Array.from(logits.subarray(from, from + classes));
    const top = row.reduce((a, b) => Math.max(a, b));
    const powers = row.map((value) => Math.exp(value - top));
    const sum = powers.reduce((a, b) => a + b);
    result.set(
      powers.map((value) => value / sum),
      from,
    );
  }
  return result;
}
