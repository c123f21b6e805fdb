// Ranks a generation, keeps the survivors and breeds the next population: a pure function of artifacts.
import { chosenFront } from '../domain/search/selection.js';
import type { SelectionArtifact } from '../domain/steps/artifacts.js';
import { getJson } from '../domain/steps/objects.js';
import { readPopulation } from '../store/index.js';
import { performInProcess } from './in-process.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function selectGenerationActivity(tools: Tools): Activities['selectGeneration'] {
  return async (asked) => {
    const request = await tools.admission.step('select', asked);
    const { objects } = tools.store;
    return performInProcess(tools, request, async ({ outputs }) => ({
      ...(await readPopulation(objects, outputs)),
      chosen: chosenFront(await getJson<SelectionArtifact>(objects, outputs.selection!)),
    }));
  };
}
