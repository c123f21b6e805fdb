// The generator that an evaluation judged.
import { searchedHalves } from '../../domain/search/pairs.js';
import { recalibrationOf } from '../../domain/steps/protocol.js';
import type { JudgedGenerator } from '../../trainer/pictures/samples.js';
import type { Evaluation } from './read-search.js';

/** null: the stage searches discriminators only. */
export function judgedGenerator({ record: { step } }: Pick<Evaluation, 'record'>): JudgedGenerator | null {
  const { search, individual, sizes } = step.parameters;
  const half = searchedHalves(search, individual.genotype).find(({ network }) => network === 'generator');
  if (!half) return null;
  const { genotype } = half;
  return { of: 'individual', state: step.inputs.state!, genotype, sizes, recalibration: recalibrationOf(step) };
}
