// The form of the artifacts that builders of steps read: what they rely on.
import { count, fields, finite, listOf, mapping, oneOf, text, type ValueShape } from '../shape.js';

const genotype = listOf(listOf(finite));
const individual = fields({ id: text, genotype, parents: listOf(text), operator: text, born: count });
const population = fields({ generation: count, individuals: listOf(individual), opponentsFrom: listOf(count) });
const ranked = fields({ individual, slot: count, front: count, status: oneOf('ok', 'diverged', 'failed') });
const winner = fields({ stage: text, searched: text, winner: ranked, front: listOf(mapping) });

const problemOf =
  (shape: ValueShape, what: string) =>
  (value: unknown): string | null =>
    shape(value, what);

/** What is wrong with a value that must be a population; null: nothing. */
export const populationProblem = problemOf(population, 'population');

/** The same for the winner of a stage. */
export const winnerProblem = problemOf(winner, 'winner');
