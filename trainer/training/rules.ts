// From a pipeline's training settings to the parameters of one step of each network.
import type { Training } from '../../domain/pipeline.js';
import { streamNames } from '../../domain/steps/places.js';
import { isGeneratorStep } from '../../domain/steps/schedule.js';
import { discriminatorStep, generatorStep } from '../../models/index.js';
import type { Pair, StepReport } from '../../models/types.js';

export interface PairIteration {
  readonly seed: number;
  /** A stage's id, or `final`. */
  readonly stage: string;
  readonly iteration: number;
  readonly training: Training;
  /** Bytes NHWC of one discriminator batch. */
  readonly real: Uint8Array;
}

/** One iteration of a pair: the D step, then the G step if one is due. D sees as many generated images as real ones. */
export function trainPair(
  pair: Pair,
  { seed, stage, iteration, training, real }: PairIteration,
): { readonly discriminator: StepReport; readonly generator: StepReport | null } {
  const { batch, optimizers, gradientClipping, discriminatorSteps } = training;
  const latents = (network: 'd' | 'g'): { seed: number; name: string } => ({
    seed,
    name: streamNames.latents(stage, iteration, network),
  });
  const discriminator = discriminatorStep(pair, real, batch.discriminator, latents('d'), batch.discriminator, {
    optimizer: optimizers.discriminator,
    gradientClipping,
  });
  if (!isGeneratorStep(iteration, discriminatorSteps)) return { discriminator, generator: null };
  const rule = { optimizer: optimizers.generator, gradientClipping };
  return { discriminator, generator: generatorStep(pair, latents('g'), batch.generator, rule) };
}
