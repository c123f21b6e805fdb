// A run's selections under another rule: who would have survived, and where the search would have parted.
import type { SurvivalReason } from '../../domain/search/survival-reasons.js';
import { selectOtherwise, type OtherGeneration, type Parting } from '../../domain/search/select-otherwise.js';
import type { SelectParameters } from '../../domain/steps/step-parameters.js';
import { changeIn, type RuleChoice } from './rule-choice.js';
import { evaluationsOf, type SearchedStage } from './read-search.js';
import { reasonSentence } from './reason-sentence.js';

export interface OtherStage {
  readonly stage: string;
  readonly recorded: Rule;
  readonly otherwise: Rule;
  /** The first generation where the search would have parted; null: in none. Later rows only judge who was there. */
  readonly partsIn: number | null;
  readonly generations: readonly OtherSelected[];
}

type Rule = Pick<SelectParameters, 'selection' | 'objectives' | 'best'>;

export interface OtherSelected {
  readonly generation: number;
  readonly parts: Parting | null;
  readonly recorded: Chosen;
  readonly otherwise: Chosen;
  /** Everybody in the order of the other ranking. */
  readonly individuals: readonly OtherIndividual[];
}

interface Chosen {
  readonly survivors: readonly string[];
  readonly best: string;
  readonly endsStage: boolean;
}

export interface OtherIndividual {
  readonly individual: string;
  readonly survived: boolean;
  readonly wouldSurvive: boolean;
  readonly reason: SurvivalReason;
  readonly sentence: string;
}

/** Selects the closed generations of a stage again. */
export function selectStage({ id, generations }: SearchedStage, choice: RuleChoice): OtherStage | null {
  const closed = generations.filter(({ select }) => select !== null);
  const first = closed[0]?.select!.step.parameters;
  if (first === undefined) return null;
  const change = changeIn(first, choice);
  const selected = selectOtherwise(
    closed.map((generation) => ({
      parameters: generation.select!.step.parameters,
      population: generation.population,
      evaluations: evaluationsOf(generation),
      seed: generation.select!.step.seed!,
    })),
    change,
  );
  return {
    stage: id,
    recorded: ruleOf(first),
    otherwise: ruleOf({ ...first, ...change }),
    partsIn: selected.find(({ parts }) => parts !== null)?.generation ?? null,
    generations: selected.map(asSelected),
  };
}

const ruleOf = ({ selection, objectives, best }: SelectParameters): Rule => ({ selection, objectives, best });

function asSelected({ generation, parts, recorded, otherwise, reasons }: OtherGeneration): OtherSelected {
  const individuals = otherwise.ranking.map(({ individual: { id }, front, crowding }): OtherIndividual => {
    const reason = reasons.get(id)!;
    const sentence = reasonSentence(reason, { front: front + 1, crowding });
    const survived = recorded.survivors.includes(id);
    return { individual: id, survived, wouldSurvive: reason.survived, reason, sentence };
  });
  return { generation, parts, recorded: chosen(recorded), otherwise: chosen(otherwise), individuals };
}

const chosen = ({ survivors, best, endsStage }: OtherGeneration['recorded']): Chosen => ({
  survivors,
  best,
  endsStage,
});
