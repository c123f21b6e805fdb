// What a fork at a place shares with its source: every step before the place. If a changed pipeline would alter some of
// them, their names.
import type { Individual, WinnerArtifact } from '../steps/artifacts.js';
import { digestJson, type Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import { isAtOrAfter } from '../steps/place-order.js';
import { walkRun, type CurrentPopulation, type DatasetSource, type FoundStep } from '../plan/index.js';
import { factsOf, type Step } from '../steps/kinds.js';
import { stepKey } from '../steps/step.js';

/** The source run: its images and pipeline, and the steps in its ledger. */
export interface ForkSource {
  readonly images: DatasetSource;
  readonly pipeline: Pipeline;
  /** The places of its plan, reached or not. */
  readonly plan: ReadonlySet<string>;
  /** Keys of its finished steps by place, in the order of its ledger. */
  readonly finished: ReadonlyMap<string, Digest>;
  /** The result of a finished step. */
  read(place: string): Promise<FoundStep>;
}

/** What prevents a fork. If all lists are empty, the fork can be made. */
export interface ForkVerdict {
  /** Every finished step of the source before the place that would be different in the fork, or absent. */
  readonly altered: readonly string[];
  /**
   * Steps before the place that the source's plan does not have. After an altered step that decides how many steps
   * follow, not all are known.
   */
  readonly added: readonly string[];
  /** Steps before the place that the source has not finished. */
  readonly missing: readonly string[];
}

/**
 * Judges a fork by walking the new pipeline's plan over the source's steps. An altered step counts as one with other
 * outputs, so that exactly the steps that are made from it are found altered too. Throws EAGAN_PLACE_UNKNOWN.
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

  /** A step that the source has not finished. */
  private without(step: Step): FoundStep | null {
    const isPlanned = this.source.plan.has(step.place);
    (isPlanned ? this.missing : this.added).push(step.place);
    return isPlanned ? null : standIn(step);
  }
}

/** A copy of a result with other outputs. The last selection of a stage breeds nothing, even if the source's did. */
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

/** A genotype that no space has. It is used only in keys. */
function otherIndividual(individual: Individual): Individual {
  return { ...individual, genotype: [...individual.genotype, []] };
}

/** A result for a step that the source does not have; null if only the real result could say which steps follow. */
function standIn(step: Step): FoundStep | null {
  const { outputs, isOpaque } = factsOf(step.kind);
  const [name] = Object.keys(outputs) as [string];
  return !isOpaque ? null : { outputs: { [name]: stepKey(step) }, numbers: {}, status: 'ok' };
}
