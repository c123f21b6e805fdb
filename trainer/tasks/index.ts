// The task of each step kind that a trainer child runs.
import type { TaskHandler, TrainerKind } from '../types.js';
import { exportWinner } from './export.js';
import { openStage } from './open-stage.js';
import { trainSegment } from './train-segment.js';
import { trainWinner } from './train-winner.js';

export const taskHandlers: Readonly<Partial<Record<TrainerKind, TaskHandler>>> = {
  openStage,
  trainSegment,
  trainWinner,
  export: exportWinner,
};
