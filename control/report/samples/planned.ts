// Which pictures of samples a run has: of the best individual of each closed generation, of each scored state of the
// final pair, of real images and of noise.
import { recordedValues } from '../../../domain/search/figures.js';
import { valuesOf } from '../../../domain/search/ranking.js';
import { ofKind } from '../../../domain/steps/kinds.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import type { SampleRequest } from '../../../trainer/pictures/samples.js';
import { nameOf } from '../../why/find-individual.js';
import { judgedGenerator } from '../../why/judged-generator.js';
import type { SearchedGeneration, SearchedStage } from '../../why/read-search.js';

/** Of the best individual of a closed generation. */
export interface PicturedGeneration {
  readonly stage: string;
  readonly generation: number;
  /** `generator/g002-i05` */
  readonly individual: string;
  readonly status: 'ok' | 'diverged' | 'failed';
  /** By recorded names; of one that has diverged or failed, only costs. */
  readonly values: Readonly<Record<string, number>>;
}

/** Of a state of the final pair. */
export interface PicturedState {
  /** 0: before its training. */
  readonly iteration: number;
  readonly status: StepRecord['status'];
  /** By recorded names. */
  readonly values: Readonly<Record<string, number>>;
  /** True for the state that the run exports. */
  readonly exported: boolean;
}

/** A picture to be found or made. */
export interface Planned<Facts> {
  readonly facts: Facts;
  readonly request: SampleRequest;
}

/** Of stages that search generators; a stage of discriminators has no generator of its own. */
export function plannedGenerations(stages: readonly SearchedStage[], size: number): Planned<PicturedGeneration>[] {
  return stages.flatMap((stage) =>
    stage.generations.flatMap((generation) => plannedGeneration(stage, generation, size)),
  );
}

function plannedGeneration(
  stage: SearchedStage,
  { generation, population, evaluations, selection }: SearchedGeneration,
  size: number,
): Planned<PicturedGeneration>[] {
  const slot = population.individuals.findIndex(({ id }) => id === selection?.best);
  const evaluation = evaluations[slot];
  if (!evaluation) return [];
  const source = judgedGenerator(evaluation);
  if (!source) return [];
  const { artifact } = evaluation;
  const { individual } = evaluation.record.step.parameters;
  const facts: PicturedGeneration = {
    ...{ stage: stage.id, generation, individual: nameOf(stage, individual.id), status: artifact.status },
    values: recordedValues(valuesOf(artifact)),
  };
  return [{ facts, request: { ...source, size } }];
}

/** In the order of training. */
export function plannedFinals(records: readonly StepRecord[], size: number): Planned<PicturedState>[] {
  const exported = ofKind('export', records).at(-1)?.step.inputs.state;
  const scored = ofKind('scoreWinner', records).flatMap(({ step, status, numbers }): Planned<PicturedState>[] => {
    const { state } = step.inputs;
    if (state === undefined) return [];
    const iteration = step.parameters.iteration ?? 0;
    const values = numbers;
    return [
      { facts: { iteration, status, values, exported: state === exported }, request: { of: 'final', size, state } },
    ];
  });
  return scored.sort((a, b) => a.facts.iteration - b.facts.iteration);
}

/** Once the run has read its images. */
export function plannedReal(records: readonly StepRecord[], size: number): Planned<null>[] {
  const dataset = ofKind('ingest', records).at(-1)?.outputs.dataset;
  return dataset === undefined ? [] : [{ facts: null, request: { of: 'real', size, dataset } }];
}

export const plannedNoise = (size: number): Planned<null> => ({ facts: null, request: { of: 'noise', size } });
