// The passport of an individual: everything that a run recorded of it, and everything that follows from that.
import { birthOf, geneChanges, type Birth, type GeneChange } from '../../domain/search/breeding-trace.js';
import { cellGraph, type CellEdge } from '../../domain/search/cell-graph.js';
import { partsOf, spacesWithin } from '../../domain/search/stage-space.js';
import type { Cell, Genotype, NetworkName } from '../../domain/pipeline.js';
import { places } from '../../domain/steps/places.js';
import type { Individual } from '../../domain/steps/artifacts.js';
import type { Store } from '../../store/index.js';
import { nameOf, type NamedIndividual } from './find-individual.js';
import { generationsOf, judgedGenerations, type JudgedGeneration } from './judged-generation.js';
import {
  birthsAfter,
  individualsOf,
  type OutlinedStage,
  type SearchedGeneration,
  type SearchOutline,
} from './read-search.js';
import { weightsReader } from './weights.js';

export interface Passport {
  readonly run: string;
  readonly name: string;
  readonly stage: string;
  readonly individual: string;
  readonly genotype: Genotype;
  readonly networks: readonly DrawnNetwork[];
  readonly birth: PassportBirth;
  readonly generations: readonly JudgedGeneration[];
  /** Names of the individuals that it is a parent of. */
  readonly children: readonly string[];
  /** null: the stage is not closed. `front`: one of the front that the stage ended with. */
  readonly outcome: 'winner' | 'front' | 'removed' | null;
  /** Commands that run its steps again and compare the bits. */
  readonly again: readonly string[];
}

/** The cells of a network with their edges. */
export interface DrawnNetwork {
  readonly network: NetworkName;
  readonly cells: readonly { readonly cell: number; readonly genes: Cell; readonly edges: readonly CellEdge[] }[];
}

export interface PassportBirth extends Omit<Birth, 'individual' | 'parts'> {
  readonly generation: number;
  readonly operator: Individual['operator'];
  /** Names of those who gave something. */
  readonly parents: readonly string[];
  /** Against the first parent. */
  readonly changes: readonly GeneChange[];
  /** The step that made it. */
  readonly place: string;
}

/** Reads what a run knows of an individual. Throws EAGAN_RECORD_INCONSISTENT where records contradict each other. */
export async function passportOf(
  store: Store,
  run: string,
  outline: SearchOutline,
  found: NamedIndividual<OutlinedStage>,
): Promise<Passport> {
  const { stage, individual, name } = found;
  const before = individual.born === 0 ? [] : stage.generations.slice(individual.born - 1, individual.born);
  const birth = bornAs(stage, individual, (await outline.judged(stage, before))[0] ?? null);
  const lived = await outline.judged(stage, generationsOf(stage, individual.id));
  const generations = await judgedGenerations(store, stage.id, lived, individual.id, await weightsReader(store));
  return {
    run,
    name,
    stage: stage.id,
    individual: individual.id,
    genotype: individual.genotype,
    networks: drawnNetworks(stage, individual.genotype),
    birth,
    generations,
    children: individualsOf(stage)
      .filter(({ parents }) => parents.includes(individual.id))
      .map(({ id }) => nameOf(stage, id)),
    outcome: outcomeOf(stage, individual.id),
    again: [...new Set([birth.place, ...generations.filter(({ figures }) => figures).map(({ place }) => place)])].map(
      (place) => `eagan verify ${run} --rerun ${place}`,
    ),
  };
}

/** The birth of an individual, told again by the step that made it. */
function bornAs(stage: OutlinedStage, individual: Individual, before: SearchedGeneration | null): PassportBirth {
  const { born, operator, parents } = individual;
  const birth = birthOf(birthsAfter(stage, before), individual);
  const first = individualsOf(stage).find(({ id }) => id === parents[0]);
  const { stream, attempt, rejected, drawn } = birth;
  return {
    ...{ generation: born, operator, stream, attempt, rejected },
    drawn: drawn.map((id) => nameOf(stage, id)),
    parents: parents.map((id) => nameOf(stage, id)),
    changes: geneChanges(stage.space, birth, first).map((change) => ({
      ...change,
      from: change.from && nameOf(stage, change.from),
    })),
    place: born === 0 ? places.openStage(stage.id) : places.select(stage.id, born - 1),
  };
}

function drawnNetworks({ space }: OutlinedStage, genotype: Genotype): DrawnNetwork[] {
  const parts = partsOf(space, genotype);
  return spacesWithin(space).map(({ network }, index) => ({
    network,
    cells: parts[index]!.map((genes, cell) => ({ cell: cell + 1, genes, edges: cellGraph(network, cell, genes) })),
  }));
}

function outcomeOf({ winner }: OutlinedStage, id: string): Passport['outcome'] {
  if (winner === null) return null;
  if (winner.winner.individual.id === id) return 'winner';
  return winner.front.some(({ individual }) => individual.id === id) ? 'front' : 'removed';
}
