// A whole search without Temporal and TensorFlow: every step is built as for a real run, and figures come from a
// formula over genotypes.
import type {
  EvaluationArtifact,
  PopulationArtifact,
  SelectionArtifact,
  WinnerArtifact,
} from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { digestJson, type Digest } from '../../../domain/digest.js';
import type { Genotype, Pipeline } from '../../../domain/pipeline.js';
import { noSource, type FoundStep } from '../../../domain/plan/index.js';
import { answerRun } from '../../../domain/plan/in-one-process.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../../../domain/search/selection.js';
import { factsOf, type Step } from '../../../domain/steps/kinds.js';
import { phaseOf } from '../../../domain/steps/parse-place.js';
import { resultDigest, stepKey, type ResultEntry } from '../../../domain/steps/step.js';
import type { OpenStageParameters } from '../../../domain/steps/step-parameters.js';

/** Which genotypes report non-finite steps in training. */
type Diverges = (genotype: Genotype) => boolean;

/**
 * A figure of a genotype that breeding can improve edge by edge: its distance from all ones, with its size as a
 * conflicting goal.
 */
function fakeFigures(genotype: Genotype): Pick<EvaluationArtifact, 'figures' | 'parameters'> {
  const genes = genotype.flat();
  const frechetDistance = genes.reduce((sum, gene) => sum + Math.abs(gene - 1), 10);
  const classifierScore = 1 + genes.filter((gene) => gene === 3).length;
  const parameters = genes.reduce((sum, gene) => sum + (gene > 1 ? gene * gene : 0), 0);
  return { figures: { frechetDistance, classifierScore }, parameters };
}

/** Costs, if the step asks for them. */
function fakeCosts({ parameters: { costs, individual } }: Step<'evaluate'>): Partial<EvaluationArtifact> {
  if (costs === undefined) return {};
  const work = individual.genotype.flat().reduce((sum, gene) => sum + Math.abs(gene), 1);
  return {
    ...(costs.multiplyAdds ? { multiplyAdds: 1000 * work } : {}),
    ...(costs.latency ? { latencyMs: work / 8 } : {}),
  };
}

/** What a simulated run leaves behind. */
export class Simulation {
  readonly steps: Step[] = [];
  readonly entries: ResultEntry[] = [];
  readonly selections: Record<string, SelectionArtifact[]> = {};
  readonly populations: Record<string, PopulationArtifact[]> = {};
  readonly winners: WinnerArtifact[] = [];
  private readonly evaluations = new Map<Digest, EvaluationArtifact>();

  constructor(private readonly diverges: Diverges) {}

  get result(): Digest {
    return resultDigest(this.entries);
  }

  perform(step: Step): FoundStep {
    switch (step.kind) {
      case 'ingest':
        return this.record(step, { dataset: 'images' }, { trainImages: 4000, heldOutImages: 500 });
      case 'fitExtractor':
        return this.record(step, { extractor: 'weights' });
      case 'referenceStatistics':
        return this.record(step, { reference: 'statistics' });
      case 'openStage':
        return 'space' in step.parameters ? this.open(step, step.parameters) : this.opaque(step);
      case 'trainSegment':
        return this.opaque(step, this.nonFinite(step));
      case 'evaluate':
        return this.evaluate(step);
      case 'select':
        return this.select(step);
      case 'closeStage':
        return this.close(step);
      default:
        return this.opaque(step);
    }
  }

  private record(step: Step, outputs: Record<string, unknown>, numbers: Record<string, number> = {}): FoundStep {
    const digests = Object.entries(outputs).map(([name, value]) => [name, digestJson(value)]);
    const outcome = { outputs: Object.fromEntries(digests) as Record<string, Digest>, numbers };
    this.steps.push(step);
    this.entries.push({ place: step.place, key: stepKey(step), ...outcome });
    return { ...outcome, status: 'ok' };
  }

  /** The first output follows from the key alone, as in training. */
  private opaque(step: Step, numbers?: Record<string, number>): FoundStep {
    const [name] = Object.keys(factsOf(step.kind).outputs) as [string];
    return this.record(step, { [name]: stepKey(step) }, numbers);
  }

  private open(step: Step<'openStage'>, { space, population: size }: OpenStageParameters): FoundStep {
    const stage = phaseOf(step.place);
    const population = firstPopulation(space, size, stage, step.seed!);
    this.selections[stage] = [];
    this.populations[stage] = [population];
    return { ...this.record(step, { state: stepKey(step), population }), population };
  }

  private nonFinite({ parameters: { population } }: Step<'trainSegment'>): Record<string, number> {
    const slots = (population ?? []).flatMap((genotype, slot) => (this.diverges(genotype) ? [slot] : []));
    return Object.fromEntries(slots.map((slot) => [`nonFinite/${slot}`, 2]));
  }

  private evaluate(step: Step<'evaluate'>): FoundStep {
    const { id, genotype } = step.parameters.individual;
    const base = { schemaVersion: 1, kind: 'evaluation', individual: id, status: 'ok', protocol: 'protocol' } as const;
    const evaluation: EvaluationArtifact = { ...base, ...fakeFigures(genotype), ...fakeCosts(step) };
    this.evaluations.set(digestJson(evaluation), evaluation);
    return this.record(step, { evaluation });
  }

  private select(step: Step<'select'>): FoundStep {
    const { stage } = step.parameters;
    const population = this.populations[stage]!.at(-1)!;
    const digests = Object.entries(step.inputs).filter(([name]) => name.startsWith('evaluation/'));
    const evaluations = digests.map(([, digest]) => this.evaluations.get(digest)!);
    const { selection, next } = selectGeneration(step.parameters, population, evaluations, step.seed!);
    this.selections[stage]!.push(selection);
    if (next) this.populations[stage]!.push(next);
    const recorded = this.record(step, { selection, ...(next && { population: next }) }, selectionNumbers(selection));
    return { ...recorded, population: next };
  }

  private close(step: Step<'closeStage'>): FoundStep {
    const winner = closeStage(step.parameters, this.selections[step.parameters.stage]!.at(-1)!);
    this.winners.push(winner);
    return { ...this.record(step, { winner }, winnerNumbers(winner)), winner };
  }
}

/** Runs all steps of a pipeline in order. */
export async function simulate(pipeline: Pipeline, diverges: Diverges = () => false): Promise<Simulation> {
  const run = new Simulation(diverges);
  const perform = async (step: Step): Promise<FoundStep> => run.perform(step);
  await answerRun({ pipeline, source: noSource }, perform);
  return run;
}
