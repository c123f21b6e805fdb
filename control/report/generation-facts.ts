// A generation in facts: its individuals with their figures and what selection made of them, its front, and how far the
// search had come by then.
import type { Digest } from '../../domain/digest.js';
import { explainSelection, type ExplainedIndividual } from '../../domain/search/explain-selection.js';
import { readDeviations, recordedValues, type Deviations } from '../../domain/search/figures.js';
import { valuesOf } from '../../domain/search/ranking.js';
import type { SearchTable, ShownRow } from '../compare/searches.js';
import type { RunCost } from '../history/run-cost.js';
import { evaluationsOf, type SearchedGeneration, type SearchedStage } from '../why/read-search.js';
import { reasonSentence } from '../why/reason-sentence.js';

export interface GenerationFacts {
  readonly generation: number;
  /** When its selection was recorded; null: it is not closed. */
  readonly closedAt: string | null;
  /** Of its figures; null: nobody is evaluated yet. */
  readonly protocol: Digest | null;
  /** By slot. */
  readonly individuals: readonly JudgedFacts[];
  /** null: it is not closed. */
  readonly outcome: OutcomeFacts | null;
  /** What the run itself spent on it, other attempts included. */
  readonly wallMs: number;
  readonly deviceMs: number;
}

interface OutcomeFacts {
  /** The id of the best individual. */
  readonly best: string;
  /** Ids of the first front, in the order of the ranking. */
  readonly front: readonly string[];
  /** Of the front, below a point that all closed generations of the stage and protocol share. */
  readonly hypervolume: number;
  /** The best of each figure of images up to here, by recorded names. */
  readonly bestSoFar: Readonly<Record<string, number>>;
  /** Time of trainers from the beginning of the run to here, steps of other runs included. */
  readonly deviceMsSoFar: number;
  readonly stoppedEarly: boolean;
}

export interface JudgedFacts {
  readonly id: string;
  /** `waiting`: it is not evaluated yet. */
  readonly status: 'ok' | 'diverged' | 'failed' | 'waiting';
  /** Figures and costs by recorded names. */
  readonly values: Readonly<Record<string, number>>;
  readonly deviations: Deviations;
  /** null: the generation is not closed. */
  readonly selection: SelectedFacts | null;
}

interface SelectedFacts {
  /** Both counted from 1. */
  readonly rank: number;
  readonly front: number;
  /** null: infinite, or (without figures) none. */
  readonly crowding: number | null;
  readonly survived: boolean;
  /** Why it survived or was removed. */
  readonly why: string;
}

/** All generations of a stage, in order. */
export function generationFacts(
  stage: SearchedStage,
  tables: readonly SearchTable[],
  { generations: costs }: RunCost,
): GenerationFacts[] {
  return stage.generations.map((one) => {
    const { generation, select } = one;
    const protocol = one.evaluations.find((each) => each !== null)?.artifact.protocol ?? null;
    const cost = costs.find((each) => each.stage === stage.id && each.generation === generation)?.cost;
    const row = tables
      .filter((table) => table.stage === stage.id)
      .flatMap(({ runs }) => runs[0]!.rows)
      .find((each) => each.generation === generation);
    return {
      ...{ generation, protocol },
      closedAt: select?.circumstances.finishedAt ?? null,
      individuals: judgedFacts(one),
      outcome: row ? outcomeOf(one, row) : null,
      wallMs: cost?.wallMs ?? 0,
      deviceMs: cost?.deviceMs ?? 0,
    };
  });
}

function outcomeOf({ selection }: SearchedGeneration, row: ShownRow): OutcomeFacts {
  return {
    best: selection!.best,
    front: row.front,
    hypervolume: row.hypervolume,
    bestSoFar: row.best,
    deviceMsSoFar: row.deviceMs,
    stoppedEarly: selection!.stoppedEarly ?? false,
  };
}

function judgedFacts(generation: SearchedGeneration): JudgedFacts[] {
  const explained = explainedIn(generation);
  return generation.population.individuals.map(({ id }, slot) => {
    const artifact = generation.evaluations[slot]?.artifact;
    return {
      id,
      status: artifact?.status ?? 'waiting',
      values: artifact ? recordedValues(valuesOf(artifact)) : {},
      deviations: readDeviations(artifact?.figures ?? {}),
      selection: selectedFacts(explained.get(id)),
    };
  });
}

function explainedIn(generation: SearchedGeneration): ReadonlyMap<string, ExplainedIndividual> {
  const { select, selection, population } = generation;
  if (select === null || selection === null) return new Map();
  const { parameters, seed } = select.step;
  return explainSelection(parameters, population, evaluationsOf(generation), seed!, selection);
}

function selectedFacts(explained: ExplainedIndividual | undefined): SelectedFacts | null {
  if (explained === undefined) return null;
  const { rank, front, crowding, reason } = explained;
  return { rank, front, crowding, survived: reason.survived, why: reasonSentence(reason, explained) };
}
