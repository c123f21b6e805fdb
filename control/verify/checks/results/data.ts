// The data set, the extractor and the statistics of the real images.
import { accuracyProblems } from './accuracy.js';
import type { DatasetArtifact, DatasetSplit, ReferenceArtifact } from '../../../../domain/steps/artifacts.js';
import { comparedImages } from '../../../../domain/steps/protocol.js';
import { getJson, type Objects } from '../../../../domain/steps/objects.js';
import { unless, type RecordCheck, type RecordOf } from '../check.js';

export const ingestedImages: RecordCheck<RecordOf<'ingest'>> = async (
  { step, outputs, numbers },
  { store: { objects } },
) => {
  const { size, train, heldOut, skipped } = await getJson<DatasetArtifact>(objects, outputs.dataset!);
  const counted = { trainImages: train.images, heldOutImages: heldOut.images, skipped: skipped.length };
  return [
    ...unless('its numbers', counted, numbers),
    ...unless('the size of its images', step.parameters.dataset.size, size),
    ...(await splitProblems('training images', train, objects)),
    ...(await splitProblems('held-out images', heldOut, objects)),
  ];
};

async function splitProblems(
  what: string,
  { images, blocks, imagesPerBlock, labels }: DatasetSplit,
  objects: Objects,
): Promise<string[]> {
  return [
    ...unless(`the number of blocks of ${what}`, Math.ceil(images / imagesPerBlock), blocks.length),
    ...unless(`the number of labels of ${what}`, images, (await objects.get(labels)).length),
  ];
}

export const fittedExtractor: RecordCheck<RecordOf<'fitExtractor'>> = async (
  { step, numbers },
  { store: { objects } },
) => {
  const { extractor } = step.parameters;
  // What a pretrained network is follows from the digest of its file, which its step has as a parameter.
  if (extractor.kind !== 'classifier') return [];
  const { heldOut } = await getJson<DatasetArtifact>(objects, step.inputs.dataset!);
  return accuracyProblems(numbers, extractor.minimumAccuracy, heldOut.images);
};

export const referenceOfImages: RecordCheck<RecordOf<'referenceStatistics'>> = async (
  { step, outputs, numbers },
  { store: { objects } },
) => {
  const { reference, also = [] } = step.parameters;
  const dataset = await getJson<DatasetArtifact>(objects, step.inputs.dataset!);
  const { images, features, statistics, single } = await getJson<ReferenceArtifact>(objects, outputs.reference!);
  const expected = reference?.from === 'npz' ? images : dataset[reference?.split ?? 'train'].images;
  const compared = also.length === 0 ? 0 : Math.min(comparedImages, images ?? 0);
  return [
    ...unless('its numbers', images === null ? {} : { images }, numbers),
    ...unless('the number of its images', expected, images),
    ...unless('the bytes of its statistics', 8 * (features + features ** 2), (await objects.get(statistics)).length),
    ...unless('the bytes of its features', 4 * compared * features, await bytesOf(single?.blocks ?? [], objects)),
  ];
};

const bytesOf = async (blocks: readonly string[], objects: Objects): Promise<number> => {
  let bytes = 0;
  for (const block of blocks) bytes += (await objects.get(block)).length;
  return bytes;
};
