// The real images that the networks see, iteration by iteration: in the order of their epoch, mirrored if the pipeline
// asks for it.
import { mirrorImage } from '../../datasets/index.js';
import type { PackedDataset } from '../../datasets/types.js';
import { orderFormOf } from '../../domain/steps/kind-versions.js';
import type { Step } from '../../domain/steps/kinds.js';
import { batchReader, mirroredAt } from '../../domain/steps/real-images.js';

/** Returns a function that gives the bytes NHWC of iteration t's real batch. `stage`: a stage's id, or `final`. */
export function realBatches(
  step: Step<'trainSegment' | 'trainWinner'>,
  stage: string,
  { train, artifact }: PackedDataset,
): (iteration: number) => Uint8Array {
  const { batch, augmentation } = step.parameters.training;
  const seed = step.seed!;
  const indicesOf = batchReader({ seed, stage, images: train.images, form: orderFormOf(step) }, batch.discriminator);
  const read = (iteration: number): Uint8Array => train.read(indicesOf(iteration));
  if (!augmentation?.horizontalFlip) return read;
  return (iteration) => {
    const images = read(iteration);
    mirroredAt(seed, stage, iteration, batch.discriminator).forEach((isMirrored, index) => {
      if (isMirrored) mirrorImage(images, index, artifact.size);
    });
    return images;
  };
}
