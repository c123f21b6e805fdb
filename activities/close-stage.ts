// Closes a stage: the winner and the front of its last generation.
import { readWinner } from '../store/index.js';
import { performInProcess } from './in-process.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function closeStageActivity(tools: Tools): Activities['closeStage'] {
  return async (asked) => {
    const request = await tools.admission.step('closeStage', asked);
    return performInProcess(tools, request, ({ outputs }) => readWinner(tools.store.objects, outputs));
  };
}
