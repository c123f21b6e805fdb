// Who would have survived under another rule, from recorded figures alone: each generation as it was, selected again.
import type { EvaluationArtifact, PopulationArtifact, SelectionArtifact } from '../steps/artifacts.js';
import { canonicalJson } from '../digest.js';
import { EaganError } from '../errors.js';
import { places } from '../steps/places.js';
import { omit } from '../omit.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import type { Objective } from './figures.js';
import { valuesOf } from './ranking.js';
import { selectGeneration } from './selection.js';
import { survivalReasons, type SurvivalReason } from './survival-reasons.js';

/** A recorded generation with everything that its selection was computed from. */
export interface SelectedGeneration {
  readonly parameters: SelectParameters;
  readonly population: PopulationArtifact;
  readonly evaluations: readonly EvaluationArtifact[];
  readonly seed: number;
}

/** What is changed in the selection; the rest is as recorded. */
export type OtherSelection = Partial<Pick<SelectParameters, 'selection' | 'objectives' | 'best'>>;

/**
 * What would have been different first. `order`: the same survivors, ranked otherwise, so that other parents are drawn.
 */
export type Parting = 'end' | 'survivors' | 'order' | 'best' | 'front';

export interface OtherGeneration {
  readonly generation: number;
  readonly recorded: Outcome;
  readonly otherwise: Outcome;
  /** null: the search would have gone on as it did. */
  readonly parts: Parting | null;
  /** Why each survived or not under the other rule, by id. */
  readonly reasons: ReadonlyMap<string, SurvivalReason>;
}

type Outcome = Pick<SelectionArtifact, 'survivors' | 'best' | 'ranking'> & { readonly endsStage: boolean };
type Result = ReturnType<typeof selectGeneration>;

/**
 * Selects the generations of a stage again, from its first on. After the first one that parts, the populations are not
 * those that the other search would have had. Throws EAGAN_FIGURE_NOT_RECORDED.
 */
export function selectOtherwise(generations: readonly SelectedGeneration[], change: OtherSelection): OtherGeneration[] {
  let progress: SelectionArtifact['progress'];
  return generations.map(({ parameters, population, evaluations, seed }) => {
    const other: SelectParameters = { ...parameters, ...change };
    assertRecorded(other, evaluations);
    const recorded = selectGeneration(parameters, population, evaluations, seed);
    // The hypervolume is that of the other objectives from the first generation on.
    const before = { ...omit(population, 'progress'), ...(progress ? { progress } : {}) };
    const otherwise = selectGeneration(other, before, evaluations, seed);
    progress = otherwise.selection.progress;
    const { ranking, survivors } = otherwise.selection;
    return {
      generation: parameters.generation,
      recorded: outcomeOf(recorded),
      otherwise: outcomeOf(otherwise),
      parts: partingOf(recorded, otherwise),
      reasons: survivalReasons(other, before, ranking, new Set(survivors), seed),
    };
  });
}

const outcomeOf = ({ selection: { survivors, best, ranking }, next }: Result): Outcome => ({
  survivors,
  best,
  ranking,
  endsStage: next === null,
});

function partingOf(recorded: Result, otherwise: Result): Parting | null {
  const [ours, theirs] = [recorded.selection, otherwise.selection];
  if ((recorded.next === null) !== (otherwise.next === null)) return 'end';
  if (recorded.next && otherwise.next) {
    if (!equal(sorted(ours.survivors), sorted(theirs.survivors))) return 'survivors';
    if (!equal(ours.survivors, theirs.survivors)) return 'order';
    const bred = ({ individuals, opponentsFrom }: PopulationArtifact): unknown => [individuals, opponentsFrom];
    return equal(bred(recorded.next), bred(otherwise.next)) ? null : 'best';
  }
  if (ours.best !== theirs.best) return 'best';
  return equal(sorted(frontOf(ours)), sorted(frontOf(theirs))) ? null : 'front';
}

const equal = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
const sorted = (ids: readonly string[]): string[] => [...ids].sort();
const frontOf = ({ ranking }: SelectionArtifact): string[] =>
  ranking.filter(({ front }) => front === 0).map(({ individual }) => individual.id);

function assertRecorded(
  { objectives, best, stage, generation }: SelectParameters,
  evaluations: readonly EvaluationArtifact[],
): void {
  const judged = evaluations.filter(({ status }) => status === 'ok');
  const recordedIn = (evaluation: EvaluationArtifact): string[] => Object.keys(valuesOf(evaluation));
  const known = judged.length === 0 ? [] : recordedIn(judged[0]!);
  const common = known.filter((name) => judged.every((evaluation) => recordedIn(evaluation).includes(name)));
  const asked = [...new Set([...Object.keys(objectives), ...best])] as Objective[];
  const missing = asked.filter((name) => !common.includes(name));
  if (judged.length === 0 || missing.length === 0) return;
  const where = judged.find((evaluation) => !recordedIn(evaluation).includes(missing[0]!))!;
  throw new EaganError(
    'EAGAN_FIGURE_NOT_RECORDED',
    `the rule needs ${missing.join(' and ')} of every individual of ${places.evaluate(stage, generation, 0).replace(/\/evaluate.*/, '')} (${where.individual} has only ${recordedIn(where).join(', ')})`,
    `Name recorded figures: --objectives ${common.join(',')}. Or add ${missing.join(' and ')} to the stage's objectives, then: eagan run FILE`,
  );
}
