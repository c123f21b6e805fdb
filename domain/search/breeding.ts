// How individuals are made: random first populations, crossover and mutation. A stage never makes the same genotype
// twice (docs/reference/method.md).
import type { Individual, PopulationArtifact } from '../steps/artifacts.js';
import { unwatched, type BreedingWatch, type ChangedEdge, type DrawnPart } from './breeding-watch.js';
import { EaganError } from '../errors.js';
import { edges, genotypeKey } from './genotype.js';
import type { Genotype, SearchSpace, Stage } from '../pipeline.js';
import { streamNames } from '../steps/places.js';
import { legalValues, valuesAt } from './search-space.js';
import { drawnSpace, hasEqualCells } from './space-constraints.js';
import {
  fromParts,
  partsOf,
  randomStageGenotype,
  spacesWithin,
  stageGenotypeAt,
  stageSpaceContains,
  stageSpaceSize,
  type StageSpace,
} from './stage-space.js';
import { bigUniform, stream, type RandomStream } from '../stream.js';

/** Attempts at one offspring before a random genotype takes its place. */
const maximumAttempts = 1_000;

/** `g003-i05`: generation of birth and slot. */
function individualId(generation: number, slot: number): string {
  return `g${String(generation).padStart(3, '0')}-i${String(slot).padStart(2, '0')}`;
}

/** A stage's first individuals: distinct random genotypes. Throws EAGAN_SPACE_TOO_SMALL when the space holds fewer. */
export function firstPopulation(
  space: StageSpace,
  population: number,
  stage: string,
  seed: number,
  watch: BreedingWatch = unwatched,
): PopulationArtifact {
  if (stageSpaceSize(space) < BigInt(population)) throw spaceTooSmall(space, population, stage);
  const random = stream(seed, streamNames.openPopulation(stage));
  const archive = new Set<string>();
  const individuals = Array.from({ length: population }, (_, slot): Individual => {
    const genotype = newRandomGenotype(space, archive, random, watch)!;
    archive.add(genotypeKey(genotype));
    return { id: individualId(0, slot), genotype, parents: [], operator: 'random', born: 0 };
  });
  return {
    schemaVersion: 1,
    kind: 'population',
    generation: 0,
    individuals,
    opponentsFrom: individuals.map(() => 0),
    archive: [...archive].sort(),
    missingOffspring: 0,
  };
}

function spaceTooSmall(space: StageSpace, population: number, stage: string): EaganError {
  const fits = Math.floor(Number(stageSpaceSize(space)) / 2) * 2;
  const smaller =
    fits < 2 ? '' : ` Or use a smaller population: eagan run FILE --set stages.${stage}.population=${fits}`;
  return new EaganError(
    'EAGAN_SPACE_TOO_SMALL',
    `stages.${stage}.population must be at most ${stageSpaceSize(space)}, the number of genotypes in the search space (got ${population})`,
    `Allow more operations in the file, then: eagan run FILE.${smaller}`,
  );
}

/**
 * A random genotype that is not archived; null when none is left. It always ends: after `maximumAttempts` draws it goes
 * through the space from a random index on, and it skips at most as many genotypes as are archived.
 */
export function newRandomGenotype(
  space: StageSpace,
  archive: ReadonlySet<string>,
  random: RandomStream,
  watch: BreedingWatch = unwatched,
): Genotype | null {
  const isNew = (genotype: Genotype): boolean => {
    const known = archive.has(genotypeKey(genotype));
    watch({ genotype, drawn: [], parts: [], verdict: known ? 'known' : 'kept' });
    return !known;
  };
  const size = stageSpaceSize(space);
  for (let attempt = 0; size > 0n && attempt < maximumAttempts; attempt++) {
    const genotype = randomStageGenotype(space, random);
    if (isNew(genotype)) return genotype;
  }
  const start = size > 0n ? bigUniform(random) % size : 0n;
  for (let steps = 0n; steps < size; steps++) {
    const genotype = stageGenotypeAt(space, (start + steps) % size);
    if (isNew(genotype)) return genotype;
  }
  return null;
}

/** Probabilities of crossover and mutation. */
export type BreedingRates = Pick<Stage['breeding'], 'crossover' | 'mutation'>;

/** The result of one attempt or of a random draw. */
export type Child = Pick<Individual, 'genotype' | 'parents' | 'operator'>;

/** @internal The child of one attempt; a test checks the rates. */
export function breedOnce(
  space: StageSpace,
  parents: readonly Individual[],
  rates: BreedingRates,
  random: RandomStream,
): Child {
  return drawChild(space, parents, rates, random).child;
}

/** An attempt with everything that was drawn for it. */
interface DrawnChild {
  readonly child: Child;
  readonly drawn: readonly string[];
  readonly parts: readonly DrawnPart[];
}

/**
 * One attempt; the child may be illegal or archived already. The two parents are distinct, and the child starts as a
 * copy of the first. The halves of a pair are bred separately, each with its own draws. `operator` names what changed
 * the child; an unchanged child says `mutation` (it is archived, so nobody keeps it). With a single parent there is no
 * crossover.
 */
function drawChild(
  space: StageSpace,
  parents: readonly Individual[],
  rates: BreedingRates,
  random: RandomStream,
): DrawnChild {
  const [first, second] = drawParents(parents, random);
  const seconds = second && partsOf(space, second.genotype);
  const firsts = partsOf(space, first.genotype);
  const bred = spacesWithin(space).map((part, i) => breedPart(part, firsts[i]!, seconds && seconds[i]!, rates, random));
  const byCrossover = bred.some((part) => part.byCrossover);
  const byMutation = bred.some((part) => part.byMutation);
  const child: Child = {
    genotype: fromParts(bred.map(({ genotype }) => genotype)),
    parents: byCrossover ? [first.id, second!.id] : [first.id],
    operator: byCrossover && byMutation ? 'crossover+mutation' : byCrossover ? 'crossover' : 'mutation',
  };
  const parts = bred.map(({ network, crossover, mutation }) => ({ network, crossover, mutation }));
  return { child, drawn: [first.id, ...(second ? [second.id] : [])], parts };
}

interface BredPart extends DrawnPart {
  readonly genotype: Genotype;
  readonly byCrossover: boolean;
  readonly byMutation: boolean;
}

/** Breeds one network of a child. */
function breedPart(
  space: SearchSpace,
  first: Genotype,
  second: Genotype | null,
  rates: BreedingRates,
  random: RandomStream,
): BredPart {
  const crosses = second !== null && random.uniform() < rates.crossover;
  const crossed = crosses ? withEdgeOf(space, first, second, random) : unchanged(first);
  const mutates = random.uniform() < rates.mutation;
  const mutated = mutates ? withOtherOperation(space, crossed.genotype, random) : unchanged(crossed.genotype);
  return {
    network: space.network,
    genotype: mutated.genotype,
    crossover: crossed.at,
    mutation: mutated.at,
    byCrossover: genotypeKey(crossed.genotype) !== genotypeKey(first),
    byMutation: genotypeKey(mutated.genotype) !== genotypeKey(crossed.genotype),
  };
}

/** A genotype, and the edge at which it was changed. */
interface Changed {
  readonly genotype: Genotype;
  readonly at: ChangedEdge | null;
}

const unchanged = (genotype: Genotype): Changed => ({ genotype, at: null });

function drawParents(parents: readonly Individual[], random: RandomStream): [Individual, Individual | null] {
  const first = random.integer(parents.length);
  if (parents.length === 1) return [parents[0]!, null];
  const second = (first + 1 + random.integer(parents.length - 1)) % parents.length;
  return [parents[first]!, parents[second]!];
}

function withEdgeOf(space: SearchSpace, taker: Genotype, giver: Genotype, random: RandomStream): Changed {
  const cell = random.integer(taker.length);
  const edge = random.pick(edges[space.network]);
  return withValues(space, taker, cell, edge, valuesAt(giver[cell]!, edge));
}

/**
 * Gives one edge another of its operations. The edge is uniform among those with a choice, the operation uniform among
 * the others of that edge.
 */
function withOtherOperation(space: SearchSpace, genotype: Genotype, random: RandomStream): Changed {
  const choices = mutableEdges(space);
  if (choices.length === 0) return unchanged(genotype);
  const { cell, edge, values } = random.pick(choices);
  const now = valuesAt(genotype[cell]!, edge).join();
  return withValues(space, genotype, cell, edge, random.pick(values.filter((value) => value.join() !== now)));
}

interface MutableEdge {
  readonly cell: number;
  readonly edge: readonly number[];
  readonly values: readonly (readonly number[])[];
}
const mutable = new WeakMap<SearchSpace, readonly MutableEdge[]>();

/** Edges that have more than one operation; computed once for each space. */
function mutableEdges(space: SearchSpace): readonly MutableEdge[] {
  const known = mutable.get(space);
  if (known !== undefined) return known;
  const found = drawnSpace(space)
    .allowed.flatMap((_, cell) =>
      edges[space.network].map((edge) => ({ cell, edge, values: legalValues(drawnSpace(space), cell, edge) })),
    )
    .filter(({ values }) => values.length > 1);
  mutable.set(space, found);
  return found;
}

/** If all cells must be equal, the change goes into all of them. */
function withValues(
  space: SearchSpace,
  genotype: Genotype,
  cell: number,
  edge: readonly number[],
  values: readonly number[],
): Changed {
  const changed = [...genotype[cell]!];
  edge.forEach((gene, position) => (changed[gene] = values[position]!));
  return {
    genotype: genotype.map((other, index) => (index === cell || hasEqualCells(space) ? changed : other)),
    at: { cell, genes: edge },
  };
}

/**
 * A legal child that is not archived. It is random if there are no parents, or if no attempt to breed one succeeds.
 * null when no genotype of the space is left.
 */
export function breedChild(
  space: StageSpace,
  parents: readonly Individual[],
  rates: BreedingRates,
  archive: ReadonlySet<string>,
  random: RandomStream,
  watch: BreedingWatch = unwatched,
): Child | null {
  for (let attempt = 0; parents.length > 0 && attempt < maximumAttempts; attempt++) {
    const { child, drawn, parts } = drawChild(space, parents, rates, random);
    const { genotype } = child;
    const known = archive.has(genotypeKey(genotype));
    const verdict = known ? 'known' : stageSpaceContains(space, genotype) ? 'kept' : 'illegal';
    watch({ genotype, drawn, parts, verdict });
    if (verdict === 'kept') return child;
  }
  const genotype = newRandomGenotype(space, archive, random, watch);
  return genotype === null ? null : { genotype, parents: [], operator: 'random' };
}

/**
 * Up to `count` offspring for the slots from `firstSlot` on; fewer when the space is used up. Adds each one to
 * `archive`.
 */
export function breedOffspring(
  space: StageSpace,
  parents: readonly Individual[],
  rates: BreedingRates,
  archive: Set<string>,
  birth: { readonly generation: number; readonly firstSlot: number; readonly count: number },
  random: RandomStream,
  watch: BreedingWatch = unwatched,
): Individual[] {
  const offspring: Individual[] = [];
  while (offspring.length < birth.count) {
    const child = breedChild(space, parents, rates, archive, random, watch);
    if (child === null) break;
    archive.add(genotypeKey(child.genotype));
    const id = individualId(birth.generation, birth.firstSlot + offspring.length);
    offspring.push({ id, ...child, born: birth.generation });
  }
  return offspring;
}
