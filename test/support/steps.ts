// Steps for tests that do not look at most of a step's parameters.
import type { Digest } from '../../domain/digest.js';
import { raisedVersions } from '../../domain/steps/kind-versions.js';
import { makeStep } from '../../domain/steps/step.js';
import type { Step, StepKind } from '../../domain/steps/kinds.js';

/** A step of a new run, with only the parameters that the test needs. */
export function sketchStep<K extends StepKind>(
  kind: K,
  place: string,
  inputs: Readonly<Record<string, Digest>>,
  parameters: object,
  seed?: number,
): Step<K> {
  return makeStep(
    { kindVersions: raisedVersions('classifier') },
    kind,
    place,
    inputs,
    parameters as never,
    seed,
  ) as Step<K>;
}
