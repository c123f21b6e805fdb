// Completes training settings of a valid file: the program's own, and one set over another, key by key.
import { omit } from '../domain/omit.js';
import type { Adam, Training } from '../domain/pipeline.js';
import type { RawAdam, RawTraining } from './raw-pipeline.js';

const defaultAdam: Adam = { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] };

/**
 * The paper's figures; the scripts' where the paper prints none or where the batch sizes differ
 * (docs/reference/method.md).
 */
export const defaultTraining: Training = {
  loss: 'hinge',
  batch: { discriminator: 40, generator: 80 },
  discriminatorSteps: 1,
  optimizers: { generator: defaultAdam, discriminator: defaultAdam },
  gradientClipping: null,
  segmentIterations: 500,
  divergenceLimit: 10,
};

/** `raw` over `base`, key by key. */
export function mergeTraining(base: Training, raw: RawTraining = {}): Training {
  return {
    ...omit(base, 'augmentation'),
    ...omit(raw, 'augmentation'),
    ...mergeAugmentation(base, raw),
    batch: { ...base.batch, ...raw.batch },
    optimizers: {
      generator: mergeAdam(base.optimizers.generator, raw.optimizers?.generator),
      discriminator: mergeAdam(base.optimizers.discriminator, raw.optimizers?.discriminator),
    },
  };
}

/** Absent where it is off, so that the steps of other pipelines keep their keys. */
function mergeAugmentation(base: Training, raw: RawTraining): Pick<Training, 'augmentation'> {
  const horizontalFlip = raw.augmentation?.horizontalFlip ?? base.augmentation?.horizontalFlip ?? false;
  return horizontalFlip ? { augmentation: { horizontalFlip } } : {};
}

const mergeAdam = (base: Adam, raw?: RawAdam): Adam => ({ ...base, ...raw });
