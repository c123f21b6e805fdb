// A selection with its reasons: the same ranking and survivors as the selection itself, and for each individual why.
import type { EvaluationArtifact, PopulationArtifact, SelectionArtifact } from '../steps/artifacts.js';
import { canonicalJson } from '../digest.js';
import { EaganError } from '../errors.js';
import { generationName } from '../steps/places.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import { selectGeneration } from './selection.js';
import { dominatorsOf, survivalReasons, type SurvivalReason } from './survival-reasons.js';

/** What a selection made of one individual. */
export interface ExplainedIndividual {
  /** Its position in the ranking and its front, counted from 1. */
  readonly rank: number;
  readonly of: number;
  readonly front: number;
  /** null: infinite, because it is at the edge of its front, or (without figures) none. */
  readonly crowding: number | null;
  readonly dominatedBy: readonly string[];
  readonly isBest: boolean;
  readonly reason: SurvivalReason;
}

/**
 * Explains each individual of a generation, by id. Throws EAGAN_RECORD_INCONSISTENT if the recorded selection is not
 * the one that the rule gives.
 */
export function explainSelection(
  parameters: SelectParameters,
  population: PopulationArtifact,
  evaluations: readonly EvaluationArtifact[],
  seed: number,
  recorded: SelectionArtifact,
): Map<string, ExplainedIndividual> {
  const { selection } = selectGeneration(parameters, population, evaluations, seed);
  if (canonicalJson(selection) !== canonicalJson(recorded)) throw otherSelection(parameters);
  const { ranking, survivors, best } = selection;
  const reasons = survivalReasons(parameters, population, ranking, new Set(survivors), seed);
  return new Map(
    ranking.map((ranked, index) => [
      ranked.individual.id,
      {
        rank: index + 1,
        of: ranking.length,
        front: ranked.front + 1,
        crowding: ranked.crowding,
        dominatedBy: dominatorsOf(ranking, ranked, parameters),
        isBest: ranked.individual.id === best,
        reason: reasons.get(ranked.individual.id)!,
      },
    ]),
  );
}

function otherSelection({ stage, generation, selection }: SelectParameters): EaganError {
  return new EaganError(
    'EAGAN_RECORD_INCONSISTENT',
    `the selection of ${stage}/${generationName(generation)} must be the one that ${selection.kind} gives for the recorded figures (got another)`,
    'Find out what was changed: eagan verify RUN',
  );
}
