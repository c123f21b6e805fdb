// How the individuals of a generation came to be, told by the breeding that made them: parents, what a crossover took,
// what a mutation changed, and what was rejected before.
import type { EvaluationArtifact, Individual, PopulationArtifact } from '../steps/artifacts.js';
import { EaganError } from '../errors.js';
import { streamNames } from '../steps/places.js';
import type { OpenStageParameters, SelectParameters } from '../steps/step-parameters.js';
import { firstPopulation } from './breeding.js';
import type { BreedingAttempt, BreedingWatch, DrawnPart } from './breeding-watch.js';
import { genes, genotypeKey, operationName } from './genotype.js';
import { selectGeneration } from './selection.js';
import { partsOf, spacesWithin, type StageSpace } from './stage-space.js';
import { hasEqualCells } from './space-constraints.js';
import type { NetworkName } from '../pipeline.js';

/** How one individual was made. */
export interface Birth {
  readonly individual: Individual;
  /** The random stream, and which of its attempts made the individual, counted from 1 over the whole stream. */
  readonly stream: string;
  readonly attempt: number;
  /** Attempts for this individual that were rejected: the stage has had the genotype, or it is not in the space. */
  readonly rejected: { readonly known: number; readonly illegal: number };
  /** Ids of the drawn parents, also of a second one that gave nothing. */
  readonly drawn: readonly string[];
  readonly parts: readonly DrawnPart[];
}

/** A gene of a child that its first parent has otherwise. */
export interface GeneChange {
  readonly network: NetworkName;
  /** The cell, counted from 1. */
  readonly cell: number;
  readonly gene: string;
  readonly before: string;
  readonly after: string;
  /** The id of the second parent, or null for a mutation. */
  readonly from: string | null;
}

/** Listens to breeding. Every kept attempt makes the next individual. */
class Listener {
  private attempts = 0;
  private rejected = { known: 0, illegal: 0 };
  readonly kept: (Pick<Birth, 'attempt' | 'rejected'> & BreedingAttempt)[] = [];

  readonly hear: BreedingWatch = (attempt) => {
    this.attempts++;
    if (attempt.verdict !== 'kept') {
      this.rejected[attempt.verdict]++;
      return;
    }
    this.kept.push({ ...attempt, attempt: this.attempts, rejected: this.rejected });
    this.rejected = { known: 0, illegal: 0 };
  };

  births(individuals: readonly Individual[], stream: string): Birth[] {
    return individuals.map((individual, index) => {
      const { attempt, rejected, drawn, parts } = this.kept[index]!;
      return { individual, stream, attempt, rejected, drawn, parts };
    });
  }
}

/** The births of a stage's first individuals. */
export function traceFirst(
  { space, population }: Pick<OpenStageParameters, 'space' | 'population'>,
  stage: string,
  seed: number,
): Birth[] {
  const listener = new Listener();
  const { individuals } = firstPopulation(space, population, stage, seed, listener.hear);
  return listener.births(individuals, streamNames.openPopulation(stage));
}

/** The births of the offspring that a selection bred; none if it was the stage's last. */
export function traceBreeding(
  parameters: SelectParameters,
  population: PopulationArtifact,
  evaluations: readonly EvaluationArtifact[],
  seed: number,
): Birth[] {
  const listener = new Listener();
  const { next } = selectGeneration(parameters, population, evaluations, seed, listener.hear);
  const offspring = (next?.individuals ?? []).filter(({ born }) => born === parameters.generation + 1);
  return listener.births(offspring, streamNames.breed(parameters.stage, parameters.generation));
}

/** The birth of an individual. Throws EAGAN_RECORD_INCONSISTENT if the breeding made another one of that id. */
export function birthOf(births: readonly Birth[], individual: Individual): Birth {
  const birth = births.find(({ individual: { id } }) => id === individual.id);
  if (birth && genotypeKey(birth.individual.genotype) === genotypeKey(individual.genotype)) return birth;
  throw new EaganError(
    'EAGAN_RECORD_INCONSISTENT',
    `${individual.id} must be the individual that its generation bred (got another genotype)`,
    'Find out what was changed: eagan verify RUN',
  );
}

/** The genes in which an individual differs from its first parent; none if it has no parents. */
export function geneChanges(
  space: StageSpace,
  { individual, parts, drawn }: Birth,
  first: Individual | undefined,
): GeneChange[] {
  if (individual.parents.length === 0 || first === undefined) return [];
  const [before, after] = [partsOf(space, first.genotype), partsOf(space, individual.genotype)];
  return spacesWithin(space).flatMap((within, index) => {
    const { mutation } = parts[index]!;
    const everywhere = hasEqualCells(within);
    return after[index]!.flatMap((cell, at) =>
      genes[within.network].flatMap(({ name, kind }, gene): GeneChange[] => {
        const [from, to] = [before[index]![at]![gene]!, cell[gene]!];
        if (from === to) return [];
        const mutated = mutation !== null && (everywhere || mutation.cell === at) && mutation.genes.includes(gene);
        const names = { before: operationName(kind, from), after: operationName(kind, to) };
        return [
          { network: within.network, cell: at + 1, gene: name, ...names, from: mutated ? null : (drawn[1] ?? null) },
        ];
      }),
    );
  });
}
