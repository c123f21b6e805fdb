// The task of each step kind that a trainer child runs.
import type { TaskHandler, TrainerKind } from '../types.js';
import { evaluate } from './evaluate.js';
import { exportWinner } from './export.js';
import { fitExtractor } from './fit-extractor.js';
import { ingest } from './ingest.js';
import { openStage } from './open-stage.js';
import { referenceStatistics } from './reference-statistics.js';
import { scoreWinner } from './score-winner.js';
import { trainSegment } from './train-segment.js';
import { trainWinner } from './train-winner.js';

export const taskHandlers: Readonly<Record<TrainerKind, TaskHandler>> = {
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
