// Performs a whole run in one process: walks, plans, simulations. On Temporal, each stage and generation is a workflow
// of its own instead.
import type { Digest } from '../digest.js';
import { performFinal } from './final.js';
import { performGeneration } from './generation.js';
import { generationSteps } from './generation-steps.js';
import type { PlanProgress, RunPerformer, StepPerformer } from './performer.js';
import { performRun, type PlannedRun } from './run.js';
import { performStage } from './stage.js';

/** Performs a whole run in one process. `reached` is also called before each generation. */
export function inOneProcess(
  steps: StepPerformer,
  reached: (progress: PlanProgress) => void = () => undefined,
): RunPerformer {
  let last: PlanProgress | null = null;
  const { perform, together } = steps;
  return {
    perform,
    together,
    reached: (progress) => reached((last = progress)),
    stage: (context, at) =>
      performStage(context, at, {
        perform,
        together,
        generation: (progress) => {
          reached({ ...last!, stage: progress });
          return performGeneration(generationSteps(context, progress), steps);
        },
      }),
    final: (context, finished) => performFinal(context, finished, steps),
  };
}

/** Performs a whole run in which each step is answered at once. Returns the key of the export. */
export function answerRun(run: PlannedRun, perform: StepPerformer['perform']): Promise<Digest> {
  return performRun(run, null, inOneProcess({ perform, together: (works) => Promise.all(works) }));
}
