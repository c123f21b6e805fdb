// What is written down of an evaluation, from its figures and the individual's architecture: the trainer writes it, and
// `eagan verify` makes it again.
import type { Digest } from '../../domain/digest.js';
import { readDeviations, recordedCosts, recordedValues, type ImageFigures } from '../../domain/search/figures.js';
import type { EvaluationArtifact } from '../../domain/steps/artifacts.js';
import type { EvaluateParameters } from '../../domain/steps/step-parameters.js';
import { individualSpecs } from '../state/network-specs.js';
import { costsOf } from './costs.js';

/** The artifact and the numbers. `figures`: null if the individual diverged. `protocol`: the digest of theirs. */
export function evaluationOf(
  { individual, search, sizes, costs }: EvaluateParameters,
  status: EvaluationArtifact['status'],
  figures: ImageFigures | null,
  protocol: Digest,
): { readonly artifact: EvaluationArtifact; readonly numbers: Record<string, number> } {
  const { id, genotype } = individual;
  const specs = individualSpecs(search, genotype, sizes);
  const values = costsOf({ search, genotype, specs, imageSize: sizes.generator.bottomWidth * 8 }, costs);
  return {
    artifact: {
      schemaVersion: 1,
      kind: 'evaluation',
      individual: id,
      status,
      ...(figures ? { figures } : {}),
      ...recordedCosts(values),
      protocol,
    },
    numbers: { ...recordedValues({ ...figures, ...values }), ...readDeviations({ ...figures }) },
  };
}
