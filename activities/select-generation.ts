// Ranks a generation, keeps the survivors and breeds the next population: a pure function of artifacts.
import { readPopulation } from '../store/index.js';
import { performInProcess } from './in-process.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function selectGenerationActivity(tools: Tools): Activities['selectGeneration'] {
  return async (asked) => {
    const request = await tools.admission.step('select', asked);
    return performInProcess(tools, request, ({ outputs }) => readPopulation(tools.store.objects, outputs));
  };
}
