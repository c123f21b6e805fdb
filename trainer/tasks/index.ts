// The task of each step kind that a trainer child runs.
import type { TrainerProgram } from '../session.js';

export const taskHandlers: TrainerProgram['handlers'] = {};
