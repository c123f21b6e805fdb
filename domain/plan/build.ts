// What all step builders share: typed parameters into steps, outputs out of outcomes, sizes and threads out of the
// pipeline.
import type { Digest, Json } from '../digest.js';
import { EaganError } from '../errors.js';
import type { Pipeline } from '../pipeline.js';
import { makeStep, type Step, type StepKind, type StepResult } from '../steps/step.js';
import type { NetworkSizes } from '../steps/step-parameters.js';

/** What a builder reads of an earlier step's outcome. */
export type Outcome = Pick<StepResult, 'outputs' | 'numbers'>;

/** A step whose parameters are one of the interfaces of step-parameters.ts, all of them plain JSON. */
export function buildStep(
  kind: StepKind,
  place: string,
  inputs: Record<string, Digest>,
  parameters: object,
  seed?: number,
): Step {
  return makeStep(kind, place, inputs, parameters as unknown as Json, seed);
}

/** An outcome's output by name; EAGAN_INTERNAL when it has none. */
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
  const work = kind === 'evaluate' || kind === 'scoreWinner' ? 'evaluate' : 'train';
  return pipeline.resources[work].threads;
}
