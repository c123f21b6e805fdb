// Opens a stage or the final pair: fresh or inherited networks, and for a stage its first population.
import { readPopulation } from '../store/index.js';
import { performInTrainer } from './in-trainer.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function openStageActivity(tools: Tools): Activities['openStage'] {
  return async (asked) => {
    const request = await tools.admission.step('openStage', asked);
    return performInTrainer(tools, request, ({ outputs }) => readPopulation(tools.store.objects, outputs));
  };
}
