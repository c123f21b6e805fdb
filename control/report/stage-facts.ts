// A stage of a run in facts: everybody who lived in it, and what each generation found.
import type { GeneChange } from '../../domain/search/breeding-trace.js';
import type { Genotype, NetworkName, Pipeline, SearchTarget, Stage } from '../../domain/pipeline.js';
import { recordedValues } from '../../domain/search/figures.js';
import { valuesOf } from '../../domain/search/ranking.js';
import { spacesWithin } from '../../domain/search/stage-space.js';
import type { SearchTable } from '../compare/searches.js';
import type { RunCost } from '../history/run-cost.js';
import { leadersOf, lineageOf, type LineageNode } from '../why/lineage.js';
import { individualsOf, type SearchedStage } from '../why/read-search.js';
import { generationFacts, type GenerationFacts } from './generation-facts.js';

export interface StageFacts {
  readonly id: string;
  readonly search: SearchTarget;
  /** The networks of an individual, in the order of its cells. */
  readonly networks: readonly NetworkName[];
  readonly pairing: Stage['pairing'];
  readonly population: number;
  /** As many as the pipeline asks for; a stage may end early. */
  readonly plannedGenerations: number;
  readonly objectives: Stage['objectives'];
  /** The best individual of the last generation; null: the stage is not closed. */
  readonly winner: WinnerFacts | null;
  /** Everybody, each once, in the order of birth. */
  readonly individuals: readonly IndividualFacts[];
  /** In order; the last one may not be closed. */
  readonly generations: readonly GenerationFacts[];
}

interface WinnerFacts {
  readonly individual: string;
  readonly values: Readonly<Record<string, number>>;
  /** Ids of the front that the stage ended with, best first. */
  readonly front: readonly string[];
}

export interface IndividualFacts {
  /** Unique in the stage: `g003-i07`. */
  readonly id: string;
  /** Unique in the run: `generator/g003-i07`. */
  readonly name: string;
  /** The first and the last generation that had it. */
  readonly born: number;
  readonly last: number;
  readonly operator: LineageNode['operator'];
  /** Names of its parents. */
  readonly parents: readonly string[];
  /** Against its first parent. `from`: the name of the second parent, or null for a mutation. */
  readonly changes: readonly GeneChange[];
  readonly genotype: Genotype;
  /** What it is to the winner, or to the best so far where the stage is not closed. */
  readonly relation: LineageNode['relation'];
}

/** Of every stage that is open. */
export function stageFacts(
  run: string,
  stages: readonly SearchedStage[],
  pipeline: Pipeline,
  tables: readonly SearchTable[],
  cost: RunCost,
): StageFacts[] {
  const { nodes } = lineageOf(run, stages, leadersOf(stages), true);
  return stages.map((stage) => {
    const { id, space, winner } = stage;
    const frozen = pipeline.stages.find((each) => each.id === id)!;
    const { search, pairing, population, objectives } = frozen;
    return {
      ...{ id, search, pairing, population, objectives },
      networks: spacesWithin(space).map(({ network }) => network),
      plannedGenerations: frozen.generations,
      winner: winner && {
        individual: winner.winner.individual.id,
        values: recordedValues(valuesOf(winner.winner)),
        front: winner.front.map(({ individual }) => individual.id),
      },
      individuals: individualsIn(stage, nodes),
      generations: generationFacts(stage, tables, cost),
    };
  });
}

function individualsIn(stage: SearchedStage, nodes: readonly LineageNode[]): IndividualFacts[] {
  const genotypes = new Map(individualsOf(stage).map(({ id, genotype }) => [id, genotype]));
  return nodes
    .filter((node) => node.stage === stage.id)
    .map(({ individual, name, born, last, operator, parents, changes, relation }) => ({
      ...{ id: individual, name, born, last, operator, parents, changes, relation },
      genotype: genotypes.get(individual)!,
    }));
}
