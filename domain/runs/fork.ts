// What a fork at a place shares with its source: every step before it, or the names of those that a changed pipeline
// would alter.
import type { Individual, WinnerArtifact } from '../steps/artifacts.js';
import { digestJson, type Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import { isAtOrAfter } from '../steps/place-order.js';
import { walkRun, type CurrentPopulation, type DatasetSource, type FoundStep } from '../plan/index.js';
import { factsOf, type Step } from '../steps/kinds.js';
import { stepKey } from '../steps/step.js';

/** The source run: what it was asked for, and what stands in its ledger. */
export interface ForkSource {
  readonly images: DatasetSource;
  readonly pipeline: Pipeline;
  /** Places that its plan has, reached or not. */
  readonly plan: ReadonlySet<string>;
  /** Keys of its finished steps by place, in the order of its ledger. */
  readonly finished: ReadonlyMap<string, Digest>;
  /** A finished step's result. */
  read(place: string): Promise<FoundStep>;
}

/** What speaks against a fork; nothing in any list: it can be made. */
export interface ForkVerdict {
  /** Every finished step of the source before the place that the fork would have otherwise, or not at all. */
  readonly altered: readonly string[];
  /**
   * Steps before the place that the source's plan does not have; behind an altered step that decides how many follow,
   * not all are known.
   */
  readonly added: readonly string[];
  /** Steps before the place that the source has not finished. */
  readonly missing: readonly string[];
}

/**
 * Judges a fork by walking the new pipeline's plan over the source's steps. A step that is altered counts as one that
 * gives other things, so that all that is made from them is found altered too, and nothing else. Throws
 * EAGAN_PLACE_UNKNOWN.
 */
export async function judgeFork(pipeline: Pipeline, source: ForkSource, at: string): Promise<ForkVerdict> {
  const walk = new ForkWalk(source, isAtOrAfter(pipeline, at));
  await walkRun(pipeline, source.images, (step) => walk.find(step));
  const isLater = isAtOrAfter(source.pipeline, at);
  const gone = [...source.finished.keys()].filter((place) => !isLater(place) && !walk.seen.has(place));
  const { altered, added, missing } = walk;
  return { altered: [...altered, ...gone], added, missing };
}

class ForkWalk {
  readonly seen = new Set<string>();
  readonly altered: string[] = [];
  readonly added: string[] = [];
  readonly missing: string[] = [];

  constructor(
    private readonly source: ForkSource,
    private readonly isLater: (place: string) => boolean,
  ) {}

  async find(step: Step): Promise<FoundStep | null> {
    const { place } = step;
    if (this.isLater(place)) return null;
    this.seen.add(place);
    const key = this.source.finished.get(place);
    if (key === stepKey(step)) return this.source.read(place);
    if (key === undefined) return this.without(step);
    this.altered.push(place);
    return other(step, await this.source.read(place));
  }

  /** A step that the source has not. */
  private without(step: Step): FoundStep | null {
    const isPlanned = this.source.plan.has(step.place);
    (isPlanned ? this.missing : this.added).push(step.place);
    return isPlanned ? null : standIn(step);
  }
}

/**
 * A result with other outputs than the one given. The last selection of a stage breeds nothing, whatever it did before.
 */
function other(step: Step, found: FoundStep): FoundStep {
  const outputs = Object.entries(found.outputs).map(([name, digest]) => [name, digestJson(['altered', digest])]);
  const { population, winner } = found;
  const last = step.kind === 'select' && step.parameters.last;
  return {
    ...found,
    outputs: Object.fromEntries(outputs) as Record<string, Digest>,
    ...(population ? { population: last ? null : otherPopulation(population) } : {}),
    ...(winner ? { winner: otherWinner(winner) } : {}),
  };
}

function otherPopulation(population: CurrentPopulation): CurrentPopulation {
  return { ...population, individuals: population.individuals.map(otherIndividual) };
}

function otherWinner(artifact: WinnerArtifact): WinnerArtifact {
  const { winner } = artifact;
  return { ...artifact, winner: { ...winner, individual: otherIndividual(winner.individual) } };
}

/** A genotype that no space has: it goes into keys only. */
function otherIndividual(individual: Individual): Individual {
  return { ...individual, genotype: [...individual.genotype, []] };
}

/** A result for a step that the source does not have; null where only the step itself could tell what follows. */
function standIn(step: Step): FoundStep | null {
  const { outputs, isOpaque } = factsOf(step.kind);
  const [name] = Object.keys(outputs) as [string];
  return !isOpaque ? null : { outputs: { [name]: stepKey(step) }, numbers: {}, status: 'ok' };
}
