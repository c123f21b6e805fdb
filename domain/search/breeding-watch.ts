// What an observer of breeding hears: each attempt with its draws, and whether it was kept. Breeding itself tells it,
// so what is told is what happened.
import type { Genotype, NetworkName } from '../pipeline.js';

/** The position of a change: a cell of one network, and the genes of an edge. */
export interface ChangedEdge {
  readonly cell: number;
  readonly genes: readonly number[];
}

/** What was drawn for one network of a child. */
export interface DrawnPart {
  readonly network: NetworkName;
  /** The edge that was taken from the second parent, even if both parents have the same there; null: no crossover. */
  readonly crossover: ChangedEdge | null;
  /** The edge that got another operation; null: no mutation, or no edge has a choice. */
  readonly mutation: ChangedEdge | null;
}

/** One attempt at an individual. */
export interface BreedingAttempt {
  readonly genotype: Genotype;
  /** Ids of the drawn parents, also of a second one that gave nothing; empty for a random genotype. */
  readonly drawn: readonly string[];
  /** One for each network; empty for a random genotype. */
  readonly parts: readonly DrawnPart[];
  /** `known`: the stage has had the genotype. `illegal`: it is not in the space. Both are rejected. */
  readonly verdict: 'kept' | 'known' | 'illegal';
}

export type BreedingWatch = (attempt: BreedingAttempt) => void;

export const unwatched: BreedingWatch = () => undefined;
