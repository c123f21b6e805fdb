// Counts the steps of a pipeline without building them: a plan of a billion steps must be refused before anything lists
// it.
import type { Duration, Pipeline, Stage } from '../pipeline.js';
import { durationIterations } from '../steps/schedule.js';

/**
 * A run with more steps than this is refused. The paper's own has about 1,400, and each is planned, recorded and read
 * separately.
 */
export const mostSteps = 100_000;

/**
 * Steps of a stage: open, warm-up, generations of training, evaluations and a selection, close. `trainImages`: null if
 * it is unknown. An epoch then counts as one iteration, so that the count is a lower bound.
 */
export function stageStepCount(stage: Stage, trainImages: number | null): number {
  const segments = (duration: Duration): number =>
    Math.ceil(iterations(duration, trainImages, stage.training.batch.discriminator) / stage.training.segmentIterations);
  return 2 + segments(stage.warmup) + stage.generations * (segments(stage.duration) + stage.population + 1);
}

/** Steps of the final training: its segments, and the scores during it. The few other steps do not count here. */
export function finalStepCount({ finalTraining }: Pipeline, trainImages: number | null): number {
  const { duration, scoreEvery, training } = finalTraining;
  const total = iterations(duration, trainImages, training.batch.discriminator);
  const every = scoreEvery === null ? total : iterations(scoreEvery, trainImages, training.batch.discriminator);
  // Each score in the second half also ends a segment.
  return Math.ceil(total / training.segmentIterations) + 2 * Math.ceil(total / 2 / every);
}

function iterations(duration: Duration, trainImages: number | null, batch: number): number {
  if (trainImages === null || trainImages < batch) return 'steps' in duration ? duration.steps : duration.epochs;
  return durationIterations(duration, trainImages, batch);
}
