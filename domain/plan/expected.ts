// The list of steps that a run will have, before anything has run. Plans and estimates of the remaining time use it.
import type { WinnerArtifact } from '../steps/artifacts.js';
import type { Pipeline } from '../pipeline.js';
import { randomStageGenotype } from '../search/stage-space.js';
import { factsOf, workOf, type Step, type StepKind } from '../steps/kinds.js';
import { phaseOf } from '../steps/parse-place.js';
import { inPlanOrder } from '../steps/place-order.js';
import type { OpenStageParameters } from '../steps/step-parameters.js';
import { stream } from '../stream.js';
import { noSource } from './data-steps.js';
import { answerRun } from './in-one-process.js';
import type { FoundStep } from './performer.js';
import type { CurrentPopulation } from './stage-steps.js';

/** One expected step. `phase`: `data`, a stage's id, or `final`. `work`: see `workOf`. */
export interface ExpectedStep {
  readonly phase: string;
  readonly kind: StepKind;
  readonly place: string;
  readonly work: number;
}

/** Cached, because progress needs a list each second and pipelines do not change. */
const known = new WeakMap<Pipeline, Map<number, Promise<readonly ExpectedStep[]>>>();

/** Every step of a run, in order. A run has fewer if a stage ends early or a space is too small for all offspring. */
export function expectedSteps(pipeline: Pipeline, trainImages: number): Promise<readonly ExpectedStep[]> {
  const lists = known.get(pipeline) ?? new Map<number, Promise<readonly ExpectedStep[]>>();
  known.set(pipeline, lists);
  const list = lists.get(trainImages) ?? listSteps(pipeline, trainImages);
  lists.set(trainImages, list);
  return list;
}

async function listSteps(pipeline: Pipeline, trainImages: number): Promise<ExpectedStep[]> {
  const steps: ExpectedStep[] = [];
  const numbers = { trainImages, heldOutImages: pipeline.finalTraining.images };
  const answers = new Answers(pipeline, numbers);
  const perform = async (step: Step): Promise<FoundStep> => {
    const { kind, place } = step;
    steps.push({ phase: phaseOf(place), kind, place, work: workOf(step, trainImages) });
    return answers.to(step);
  };
  await answerRun({ pipeline, source: noSource }, perform);
  return inPlanOrder(pipeline, steps);
}

/** Stands for every digest. No key is made from it. */
const anyDigest = '0'.repeat(64);

/** Results in which only the counts matter: whole populations without genotypes. */
class Answers {
  private readonly opened = new Map<string, OpenStageParameters>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly numbers: Readonly<Record<string, number>>,
  ) {}

  to(step: Step): FoundStep {
    const names = Object.keys(factsOf(step.kind).outputs);
    const outputs = Object.fromEntries(names.map((name) => [name, anyDigest]));
    const found = { outputs, numbers: this.numbers, status: 'ok' } as const;
    if (step.kind === 'closeStage') return { ...found, winner: this.winner(step) };
    return { ...found, population: this.population(step) };
  }

  private population(step: Step): CurrentPopulation | null {
    if (step.kind === 'openStage' && 'space' in step.parameters) {
      this.opened.set(phaseOf(step.place), step.parameters);
      return populationOf(step.parameters.population, 0);
    }
    if (step.kind !== 'select' || step.parameters.last) return null;
    return populationOf(step.parameters.population, step.parameters.generation + 1);
  }

  /** A genotype of the stage's space, because the final pair is built from it. */
  private winner({ parameters: { stage, search } }: Step<'closeStage'>): WinnerArtifact {
    const genotype = randomStageGenotype(this.opened.get(stage)!.space, stream(this.pipeline.seed, stage));
    const individual = { id: 'winner', genotype, parents: [], operator: 'random', born: 0 } as const;
    const winner = { individual, slot: 0, front: 0, crowding: null, status: 'ok', parameters: 1 } as const;
    return { schemaVersion: 1, kind: 'winner', stage, searched: search, winner, front: [winner] };
  }
}

function populationOf(count: number, generation: number): CurrentPopulation {
  const nobody = { id: '', genotype: [], parents: [], operator: 'random', born: generation } as const;
  const individuals = Array.from({ length: count }, () => nobody);
  const opponentsFrom = individuals.map(() => 0);
  return { schemaVersion: 1, kind: 'population', generation, individuals, opponentsFrom, missingOffspring: 0 };
}
