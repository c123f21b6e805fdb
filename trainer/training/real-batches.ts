// The real images that the networks see, iteration by iteration, in the order of their epoch.
import type { PackedDataset } from '../../datasets/types.js';
import { orderFormOf } from '../../domain/steps/kind-versions.js';
import type { Step } from '../../domain/steps/kinds.js';
import { batchReader } from '../../domain/steps/real-images.js';

/** Returns a function that gives the bytes NHWC of iteration t's real batch. `stage`: a stage's id, or `final`. */
export function realBatches(
  step: Step<'trainSegment' | 'trainWinner'>,
  stage: string,
  { train }: PackedDataset,
): (iteration: number) => Uint8Array {
  const { batch } = step.parameters.training;
  const orders = { seed: step.seed!, stage, images: train.images, form: orderFormOf(step) };
  const indicesOf = batchReader(orders, batch.discriminator);
  return (iteration) => train.read(indicesOf(iteration));
}
