// The generator that images are drawn from: the winner of a run, or an individual of its search whose state is kept.
import { EaganError } from '../../domain/errors.js';
import type { RunInStore, Store } from '../../store/index.js';
import type { GeneratorSource } from '../../trainer/pictures/generator-source.js';
import type { JudgedGenerator } from '../../trainer/pictures/samples.js';
import { findIndividual, nameOf } from '../why/find-individual.js';
import { judgedGenerator } from '../why/judged-generator.js';
import { outlineSearch, type SearchedStage } from '../why/read-search.js';
import { weightsReader } from '../why/weights.js';
import { findWinner, generatorOf } from './find-winner.js';

export interface FoundGenerator {
  readonly source: GeneratorSource;
  /** The whole name of the individual; null: the winner. */
  readonly individual: string | null;
  /** The generation whose weights it has; null: the winner. */
  readonly generation: number | null;
}

/** Throws EAGAN_PLACE_NOT_REACHED before the run has a winner. */
export async function winnersGenerator(store: Store, run: RunInStore): Promise<FoundGenerator> {
  const winner = await findWinner(store, run);
  const source = { of: 'winner', weights: winner.weights, spec: generatorOf(winner) } as const;
  return { source, individual: null, generation: null };
}

/**
 * An individual with the weights of the last generation that judged it and whose state is kept. Throws
 * EAGAN_INDIVIDUAL_UNKNOWN, EAGAN_INDIVIDUAL_AMBIGUOUS, EAGAN_PLACE_NOT_REACHED if nobody judged it yet, EAGAN_USAGE if
 * it is a discriminator, EAGAN_STATE_REMOVED.
 */
export async function individualsGenerator(
  store: Store,
  { frozen }: RunInStore,
  asked: string,
): Promise<FoundGenerator> {
  const search = await outlineSearch(store, frozen.run);
  const found = findIndividual(search.stages, asked);
  const stage = await search.judgedStage(found.stage);
  const judged = judgedIn(stage, found.individual.id);
  if (judged.length === 0) throw notJudged(frozen.run, found.name);
  const generators = judged.filter(({ source }) => source !== null) as Judged<JudgedGenerator>[];
  if (generators.length === 0) throw noGenerator(found.name);
  const kept = await keptOf(store, generators);
  if (kept) return { source: kept.source, individual: found.name, generation: kept.generation };
  throw removed(found.name, await keptNames(store, stage));
}

interface Judged<Source = JudgedGenerator | null> {
  readonly generation: number;
  readonly source: Source;
}

/** Oldest first. */
const judgedIn = ({ generations }: SearchedStage, id: string): Judged[] =>
  generations.flatMap(({ generation, population, evaluations }) => {
    const evaluation = evaluations[population.individuals.findIndex((one) => one.id === id)];
    return evaluation ? [{ generation, source: judgedGenerator(evaluation) }] : [];
  });

async function keptOf(
  store: Store,
  judged: readonly Judged<JudgedGenerator>[],
): Promise<Judged<JudgedGenerator> | null> {
  const weightsOf = await weightsReader(store);
  for (const each of [...judged].reverse()) if ((await weightsOf(each.source.state)).state === 'kept') return each;
  return null;
}

const shown = 3;

/** Some individuals of the stage that can be drawn from. */
async function keptNames(store: Store, stage: SearchedStage): Promise<string[]> {
  const ids = stage.generations.flatMap(({ population }) => population.individuals.map(({ id }) => id)).reverse();
  const names: string[] = [];
  for (const id of new Set(ids)) {
    const judged = judgedIn(stage, id) as Judged<JudgedGenerator>[];
    if (judged.length > 0 && (await keptOf(store, judged))) names.push(nameOf(stage, id));
    if (names.length === shown) break;
  }
  return names;
}

const notJudged = (run: string, name: string): EaganError =>
  new EaganError(
    'EAGAN_PLACE_NOT_REACHED',
    `${name} must have been judged (it has not)`,
    `Let the run go on: eagan resume ${run}`,
  );

const noGenerator = (name: string): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    `--individual must name an individual with a generator (got ${name}, a discriminator)`,
    'Name one of a stage that searches generators, or leave --individual out: the winner is then drawn from.',
  );

const removed = (name: string, kept: readonly string[]): EaganError =>
  new EaganError(
    'EAGAN_STATE_REMOVED',
    `the store must have the state that ${name} was judged with (eagan gc removed it, or it is lost)`,
    `${kept.length > 0 ? `States are kept of: ${kept.join(', ')}. ` : ''}Leave --individual out to draw from the winner.`,
  );
