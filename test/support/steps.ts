// Steps for tests that do not look at most of a step's parameters.
import type { Digest } from '../../domain/digest.js';
import { makeStep } from '../../domain/steps/step.js';
import type { Step, StepKind } from '../../domain/steps/kinds.js';

/** A step with only the parameters that the test needs. */
export function sketchStep<K extends StepKind>(
  kind: K,
  place: string,
  inputs: Readonly<Record<string, Digest>>,
  parameters: object,
  seed?: number,
): Step<K> {
  return makeStep(kind, place, inputs, parameters as never, seed) as Step<K>;
}
