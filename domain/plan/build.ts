// What all step builders share: outputs of outcomes, and sizes and threads from the pipeline.
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import type { Pipeline } from '../pipeline.js';
import { stepKinds, type StepKind } from '../steps/kinds.js';
import type { StepResult } from '../steps/step.js';
import type { NetworkSizes } from '../steps/step-parameters.js';

/** What builders read of an earlier step's outcome. */
export type Outcome = Pick<StepResult, 'outputs' | 'numbers'>;

/** An outcome's output by name. Throws EAGAN_INTERNAL when it has none. */
export function outputOf(outcome: Outcome, name: string): Digest {
  const digest = outcome.outputs[name];
  if (digest !== undefined) return digest;
  const found = Object.keys(outcome.outputs).join(', ') || 'none';
  throw new EaganError('EAGAN_INTERNAL', `a step must have the output ${name} (got ${found})`);
}

/** Sizes of both networks; the generator starts at an eighth of the image size. */
export function networkSizes(pipeline: Pipeline): NetworkSizes {
  const { generator, discriminator } = pipeline.networks;
  const bottomWidth = pipeline.dataset.size / 8;
  return {
    generator: { channels: generator.channels, latent: generator.latent, bottomWidth },
    discriminator: { channels: discriminator.channels },
  };
}

/** Threads of the trainer that runs a step of this kind: part of its fingerprint, not of its key. */
export function threadsOf(pipeline: Pipeline, kind: StepKind): number {
  return pipeline.resources[stepKinds[kind].resources].threads;
}
