// Generates the `shapes` data set: `images` for training, and a quarter as many held out, with the indices after them.
import type { DatasetArtifact, DatasetSplit } from '../domain/steps/artifacts.js';
import type { Objects } from '../domain/steps/objects.js';
import type { IngestedDataset } from '../domain/dataset.js';
import { drawShape, shapeLabel } from './draw-shape.js';
import { splitWriter } from './pack.js';
import { shapeClasses } from './shape-classes.js';
import type { IngestProgress } from './types.js';

/** The number of held-out images for a number of training images. */
export const heldOutShare = (images: number): number => Math.ceil(images / 4);

/** How many images pass between two reports of progress. */
const reportEvery = 250;

/** Draws the data set under `seed` and packs it into `objects`. */
export async function ingestShapes(
  parameters: IngestedDataset<'shapes'>,
  seed: number,
  objects: Objects,
  onProgress: IngestProgress,
): Promise<DatasetArtifact> {
  const { images, size } = parameters;
  const total = images + heldOutShare(images);
  const draw = async (from: number, to: number): Promise<DatasetSplit> => {
    const writer = splitWriter(objects, size);
    for (let index = from; index < to; index++) {
      await writer.add(drawShape(seed, index, size), shapeLabel(index));
      if ((index + 1) % reportEvery === 0 || index + 1 === total) await onProgress(index + 1, total);
    }
    return writer.finish();
  };
  const train = await draw(0, images);
  const heldOut = await draw(images, total);
  const classes = shapeClasses.map(({ name }) => name);
  return { schemaVersion: 1, kind: 'dataset', size, classes, train, heldOut, skipped: [] };
}
