// A stage that was opened by hash tasks: its population, the evaluations of the population, and the selection.
import type { Activities } from '../../../activities/types.js';
import type { Digest } from '../../../domain/digest.js';
import {
  evaluateSteps,
  openStageStep,
  stageContext,
  type StageContext,
  type StageProgress,
} from '../../../domain/plan/index.js';
import { selectStep } from '../../../domain/plan/stage-steps.js';
import type { Step } from '../../../domain/steps/step.js';
import { pipelineOf } from '../../support/pipelines.js';
import { put, requestOf, type Scene } from './scene.js';

export interface OpenedStage {
  readonly context: StageContext;
  readonly first: StageProgress;
  /** The evaluation of each individual. */
  readonly steps: readonly Step[];
  select(evaluations: readonly Digest[]): Step;
}

export async function openedStage(scene: Scene): Promise<OpenedStage> {
  const [dataset, extractor, reference] = await Promise.all(['d', 'e', 'r'].map((name) => put(scene, name)));
  const prepared = {
    dataset: dataset!,
    extractor: extractor!,
    reference: reference!,
    trainImages: 500,
    heldOutImages: 100,
  };
  const context: StageContext = stageContext(pipelineOf('tiny.yaml'), 'generator', prepared, []);
  const opened = await scene.perform('openStage', requestOf(openStageStep(context)));
  const { outputs, population } = opened as Awaited<ReturnType<Activities['openStage']>>;
  const first = { state: outputs.state!, population: population!, populationDigest: outputs.population! };
  return {
    ...{ context, first },
    steps: evaluateSteps(context, outputs.state!, population!),
    select: (evaluations) => selectStep(context, 0, outputs.population!, [...evaluations], []),
  };
}

export function evaluationsOf(scene: Scene, { steps }: OpenedStage): Promise<Digest[]> {
  return Promise.all(
    steps.map(async (step) => (await scene.perform('evaluateCandidate', requestOf(step))).outputs.evaluation!),
  );
}
