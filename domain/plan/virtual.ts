// Walks a plan before anything has run. A stand-in answers each step, so that the parameters of every later step are
// built too.
import type { Individual, WinnerArtifact } from '../steps/artifacts.js';
import { firstPopulation, newRandomGenotype } from '../search/breeding.js';
import { digestJson, type Digest } from '../digest.js';
import { genotypeKey } from '../search/genotype.js';
import type { Pipeline } from '../pipeline.js';
import { randomStageGenotype, type StageSpace } from '../search/stage-space.js';
import { factsOf, type Step } from '../steps/kinds.js';
import { stepKey } from '../steps/step.js';
import type { OpenStageParameters, SelectParameters } from '../steps/step-parameters.js';
import { stream } from '../stream.js';
import { survivorCount } from '../search/survival.js';
import { phaseOf } from '../steps/parse-place.js';
import { noSource, type DatasetSource } from './data-steps.js';
import type { CurrentPopulation } from './stage-steps.js';
import { answerRun } from './in-one-process.js';
import type { FoundStep } from './performer.js';

/** The image counts that a plan needs. In a run, only the ingest step knows them. */
export interface ImageCounts {
  readonly trainImages: number;
  readonly heldOutImages: number;
}

/** A step that a run would have, with its key. `phase`: `data`, a stage's id, or `final`. */
export interface PlannedStep {
  readonly phase: string;
  readonly key: Digest;
  readonly step: Step;
}

/**
 * Every step of a run, in order. First populations are the run's own. Later ones, winners and all digests are stand-ins
 * for what nobody knows yet; they follow from the key of the step that gives them. So if the keys of two plans are
 * equal, the plans certainly share the step, and no parameter is missing.
 */
export async function virtualWalk(
  pipeline: Pipeline,
  counts: ImageCounts,
  source: DatasetSource = noSource,
): Promise<PlannedStep[]> {
  const planned: PlannedStep[] = [];
  const standIns = new StandIns(pipeline, counts);
  const perform = async (step: Step): Promise<FoundStep> => {
    const key = stepKey(step);
    planned.push({ phase: phaseOf(step.place), key, step });
    return standIns.of(step, key);
  };
  await answerRun({ pipeline, source }, perform);
  return planned;
}

/** Stands for the digest of an output. */
export const standInDigest = (key: Digest, output: string): Digest => digestJson([key, output]);

/** Answers steps. It remembers each stage's population, because the next one descends from it. */
class StandIns {
  private readonly populations = new Map<string, CurrentPopulation>();
  private readonly archives = new Map<string, Set<string>>();
  private readonly spaces = new Map<string, StageSpace>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly counts: ImageCounts,
  ) {}

  of(step: Step, key: Digest): FoundStep {
    const outputs = Object.fromEntries(
      Object.keys(factsOf(step.kind).outputs).map((name) => [name, standInDigest(key, name)]),
    );
    const numbers = step.kind === 'ingest' ? { ...this.counts } : {};
    const found: FoundStep = { outputs, numbers, status: 'ok' };
    if (step.kind === 'closeStage') return { ...found, winner: this.winner(phaseOf(step.place), key) };
    return { ...found, population: this.population(step, key) };
  }

  private population(step: Step, key: Digest): CurrentPopulation | null {
    if (step.kind === 'openStage') return 'space' in step.parameters ? this.first(step, step.parameters) : null;
    if (step.kind !== 'select') return null;
    return step.parameters.last ? null : this.next(step.parameters, key);
  }

  private first(step: Step, { space, population }: OpenStageParameters): CurrentPopulation {
    const stage = phaseOf(step.place);
    const first = firstPopulation(space, population, stage, this.pipeline.seed);
    this.archives.set(stage, new Set(first.archive));
    this.spaces.set(stage, space);
    return this.remember(stage, first);
  }

  /**
   * As many individuals survive as the pipeline says. All others are new random ones, drawn from a stream that only
   * this step has.
   */
  private next({ stage, generation, space, ...shares }: SelectParameters, key: Digest): CurrentPopulation {
    const before = this.populations.get(stage)!.individuals;
    const random = stream(0, key);
    const kept = random.shuffle(before).slice(0, survivorCount(shares, before.length));
    const archive = this.archives.get(stage)!;
    const offspring: Individual[] = [];
    while (kept.length + offspring.length < shares.population) {
      const genotype = newRandomGenotype(space, archive, random);
      if (genotype === null) break;
      archive.add(genotypeKey(genotype));
      const id = `g${generation + 1}-i${kept.length + offspring.length}`;
      offspring.push({ id, genotype, parents: [], operator: 'random', born: generation + 1 });
    }
    const individuals = [...kept, ...offspring];
    const opponentsFrom = individuals.map(() => random.integer(before.length));
    const missingOffspring = shares.population - individuals.length;
    const born = { schemaVersion: 1, kind: 'population', generation: generation + 1 } as const;
    return this.remember(stage, { ...born, individuals, opponentsFrom, missingOffspring });
  }

  private remember(stage: string, population: CurrentPopulation): CurrentPopulation {
    this.populations.set(stage, population);
    return population;
  }

  /**
   * A random genotype of the space, which only this step's key gives. If another plan's stage could have the same
   * winner, its final training would look shared.
   */
  private winner(stage: string, key: Digest): WinnerArtifact {
    const { search } = this.pipeline.stages.find(({ id }) => id === stage)!;
    const genotype = randomStageGenotype(this.spaces.get(stage)!, stream(0, key));
    const individual: Individual = { id: 'winner', genotype, parents: [], operator: 'random', born: 0 };
    const winner = { individual, slot: 0, front: 0, crowding: null, status: 'ok', parameters: 1 } as const;
    return { schemaVersion: 1, kind: 'winner', stage, searched: search, winner, front: [winner] };
  }
}
