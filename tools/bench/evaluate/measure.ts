// Evaluates some individuals of a population in a measured process, one after another, by the task that a search runs.
import type { Pipeline, Stage } from '../../../domain/pipeline.js';
import { evaluateSteps, stageContext } from '../../../domain/plan/index.js';
import { openStore } from '../../../store/index.js';
import { runTaskOf, stageId, type PreparedStage } from './prepare.js';

export interface EvaluationRequest extends PreparedStage {
  readonly folder: string;
  readonly pipeline: Pipeline;
  readonly batchNorm: Stage['evaluation']['batchNorm'];
  /** Which latents: evaluations with another draw differ in nothing else. */
  readonly draw: number;
  readonly slots: readonly number[];
}

export interface EvaluationResult {
  readonly slot: number;
  /** Both null if the individual has diverged. */
  readonly frechetDistance: number | null;
  readonly classifierScore: number | null;
}

export interface EvaluationShare {
  /** Milliseconds since 1970, to compare parallel processes. */
  readonly from: number;
  readonly to: number;
  /**
   * Processor time of the process meanwhile. It shows which way wastes work, also on a machine that does other things.
   */
  readonly cpuSeconds: number;
  readonly evaluated: readonly EvaluationResult[];
}

/** An evaluation that does not count loads the state, the extractor and the reference, and prepares kernels. */
export async function evaluateSlots(request: EvaluationRequest): Promise<EvaluationShare> {
  const { pipeline, prepared, state, population, draw, batchNorm, slots } = request;
  const store = await openStore(request.folder);
  const context = stageContext(pipeline, stageId, prepared, []);
  const stepsOf = (images: number): ReturnType<typeof evaluateSteps> => {
    const evaluation = { ...context.stage.evaluation, images, batchNorm };
    return evaluateSteps({ ...context, stage: { ...context.stage, evaluation } }, state, {
      ...population,
      generation: draw,
    });
  };
  await runTaskOf(stepsOf(100)[slots[0]!]!, store);
  const steps = stepsOf(pipeline.metrics.images);
  const [from, before] = [Date.now(), process.cpuUsage()];
  const evaluated: EvaluationResult[] = [];
  for (const slot of slots) {
    const { frechetDistance = null, classifierScore = null } = (await runTaskOf(steps[slot]!, store)).numbers;
    evaluated.push({ slot, frechetDistance, classifierScore });
  }
  const { user, system } = process.cpuUsage(before);
  return { from, to: Date.now(), cpuSeconds: (user + system) / 1e6, evaluated };
}
