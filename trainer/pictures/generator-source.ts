// A generator that images are drawn from: one that a run exported, or an individual of a search as it was judged.
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import type { Objects } from '../../domain/steps/objects.js';
import { networkFromPublished } from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import { readSafetensors } from '../../store/index.js';
import { allFinite } from '../judging/finite.js';
import { belowPrefix } from '../state/tensor-names.js';
import { evaluatedGenerator, type JudgedGenerator } from './samples.js';

/** Plain JSON. */
export type GeneratorSource =
  | {
      readonly of: 'winner';
      /** The file of weights that the run exported. */
      readonly weights: Digest;
      readonly spec: NetworkSpec;
    }
  | JudgedGenerator;

/** Throws EAGAN_GENERATOR_DIVERGED, and ObjectError if something is missing or damaged. */
export async function openGenerator(objects: Pick<Objects, 'get'>, source: GeneratorSource): Promise<Network> {
  const generator =
    source.of === 'winner' ? await exportedGenerator(objects, source) : await evaluatedGenerator(objects, source);
  if (allFinite(generator)) return generator;
  generator.dispose();
  throw diverged();
}

async function exportedGenerator(
  objects: Pick<Objects, 'get'>,
  { weights, spec }: Extract<GeneratorSource, { of: 'winner' }>,
): Promise<Network> {
  const { tensors } = readSafetensors(await objects.get(weights));
  return networkFromPublished(spec, belowPrefix('generator', tensors));
}

export const diverged = (): EaganError =>
  new EaganError(
    'EAGAN_GENERATOR_DIVERGED',
    'the weights and images of a generator must be finite numbers (this one has diverged)',
    'Choose another individual: eagan sample RUN --individual NAME. See which were judged well: eagan select RUN',
  );
