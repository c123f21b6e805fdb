// The task of each step kind that a trainer child runs.
import type { Step, TrainerKind } from '../../domain/steps/kinds.js';
import type { TaskContext, TaskHandler, TaskHandlers, TaskResult } from '../types.js';
import { evaluate } from './evaluate.js';
import { exportWinner } from './export.js';
import { fitExtractor } from './fit-extractor.js';
import { ingest } from './ingest.js';
import { openStage } from './open-stage.js';
import { referenceStatistics } from './reference-statistics.js';
import { scoreWinner } from './score-winner.js';
import { trainSegment } from './train-segment.js';
import { trainWinner } from './train-winner.js';

export const taskHandlers: TaskHandlers = {
  ingest,
  fitExtractor,
  referenceStatistics,
  openStage,
  trainSegment,
  evaluate,
  trainWinner,
  scoreWinner,
  export: exportWinner,
};

/** Runs the task of a step's kind in this process. */
export function runTask(step: Step<TrainerKind>, context: TaskContext): Promise<TaskResult> {
  return (taskHandlers[step.kind] as TaskHandler<TrainerKind>)(step, context);
}
