// One generation in the life of an individual: its figures with their protocol, its rank, what selection made of it and
// why, what it cost, where its weights are.
import type { Digest } from '../../domain/digest.js';
import { explainSelection, type ExplainedIndividual } from '../../domain/search/explain-selection.js';
import { recordedValues } from '../../domain/search/figures.js';
import { valuesOf } from '../../domain/search/ranking.js';
import { nonFiniteSteps } from '../../domain/plan/index.js';
import type { Protocol } from '../../domain/steps/artifacts.js';
import { findJson } from '../../domain/steps/objects.js';
import { places } from '../../domain/steps/places.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Store } from '../../store/index.js';
import {
  evaluationsOf,
  type Evaluation,
  type OutlinedGeneration,
  type OutlinedStage,
  type SearchedGeneration,
} from './read-search.js';
import { reasonSentence } from './reason-sentence.js';
import type { StoredWeights } from './weights.js';

export interface JudgedGeneration {
  readonly generation: number;
  readonly slot: number;
  /** Where its evaluation is. */
  readonly place: string;
  /** null: it is not evaluated yet. */
  readonly figures: JudgedFigures | null;
  /** null: the generation is not closed yet. */
  readonly selection: JudgedSelection | null;
  readonly costs: GenerationCosts;
  /** null: the training is not finished. */
  readonly weights: StoredWeights | null;
}

interface JudgedFigures {
  readonly status: 'ok' | 'diverged' | 'failed';
  /** By their recorded names. */
  readonly values: Readonly<Record<string, number>>;
  readonly protocol: { readonly digest: Digest; readonly images: number | null; readonly batchNorm: string | null };
}

interface JudgedSelection extends Omit<ExplainedIndividual, 'reason'> {
  readonly survived: boolean;
  readonly reason: ExplainedIndividual['reason'];
  readonly sentence: string;
  /** The stage ended with this generation, so nothing was bred from its survivors. */
  readonly endsStage: boolean;
}

interface GenerationCosts {
  /** Wall time of its own evaluation. 0 while there is none. */
  readonly evaluationMs: number;
  /** The training of the generation, which all its individuals share. */
  readonly training: {
    readonly ms: number;
    readonly segments: number;
    readonly iterations: number;
    readonly sharedBy: number;
    /** Its own steps that were not finite. */
    readonly nonFinite: number;
  };
}

/** The generations that had an individual, in order. */
export const generationsOf = ({ generations }: OutlinedStage, id: string): OutlinedGeneration[] =>
  generations.filter(({ population }) => population.individuals.some((each) => each.id === id));

/** What happened to the individual in each of them. */
export async function judgedGenerations(
  store: Store,
  stage: string,
  lived: readonly SearchedGeneration[],
  id: string,
  weightsOf: (checkpoint: Digest) => Promise<StoredWeights>,
): Promise<JudgedGeneration[]> {
  return Promise.all(
    lived.map(async (generation) => {
      const slot = generation.population.individuals.findIndex((each) => each.id === id);
      const evaluation = generation.evaluations[slot] ?? null;
      const checkpoint = evaluation?.record.step.inputs.state ?? generation.training.at(-1)?.outputs.state;
      return {
        generation: generation.generation,
        slot,
        place: places.evaluate(stage, generation.generation, slot),
        figures: evaluation && (await figuresOf(store, evaluation)),
        selection: selectionOf(generation, id),
        costs: costsOf(generation, evaluation, slot),
        weights: checkpoint === undefined ? null : await weightsOf(checkpoint),
      };
    }),
  );
}

async function figuresOf({ objects }: Store, { artifact }: Evaluation): Promise<JudgedFigures> {
  const protocol = await findJson<Partial<Protocol> | null>(objects, artifact.protocol);
  return {
    status: artifact.status,
    values: recordedValues(valuesOf(artifact)),
    protocol: {
      digest: artifact.protocol,
      images: protocol?.images ?? null,
      batchNorm: protocol?.sampling?.batchNorm ?? null,
    },
  };
}

function selectionOf(generation: SearchedGeneration, id: string): JudgedSelection | null {
  const { select, selection, population } = generation;
  if (select === null || selection === null) return null;
  const { parameters, seed } = select.step;
  const explained = explainSelection(parameters, population, evaluationsOf(generation), seed!, selection).get(id)!;
  return {
    ...explained,
    survived: explained.reason.survived,
    sentence: reasonSentence(explained.reason, explained),
    endsStage: select.outputs.population === undefined,
  };
}

function costsOf(generation: SearchedGeneration, evaluation: Evaluation | null, slot: number): GenerationCosts {
  const { training, population } = generation;
  return {
    evaluationMs: evaluation ? tookMs(evaluation.record) : 0,
    training: {
      ms: training.reduce((sum, record) => sum + tookMs(record), 0),
      segments: training.length,
      iterations: training.reduce((sum, { step: { parameters } }) => sum + parameters.to - parameters.from, 0),
      sharedBy: population.individuals.length,
      nonFinite: nonFiniteSteps(training.map(({ numbers }) => numbers)).get(slot) ?? 0,
    },
  };
}

const tookMs = ({ circumstances: { startedAt, finishedAt } }: StepRecord): number =>
  Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
