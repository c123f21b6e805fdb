// Opens a stage or the final pair: fresh or inherited networks, and for a stage its first population.
import type { PopulationArtifact } from '../domain/artifacts.js';
import { getJson } from '../domain/objects.js';
import { omit } from '../domain/omit.js';
import type { CurrentPopulation } from '../domain/run-plan.js';
import { performInTrainer } from './in-trainer.js';
import type { Read } from './perform-step.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function openStage(tools: Tools): Activities['openStage'] {
  return (request) => performInTrainer(tools, request, readPopulation(tools));
}

/** The population that a step gave, null where it gave none, without its archive: that grows with the stage, and histories must not. */
export function readPopulation({ store }: Tools): Read<{ readonly population: CurrentPopulation | null }> {
  return async ({ outputs: { population } }) => ({
    population:
      population === undefined ? null : omit(await getJson<PopulationArtifact>(store.objects, population), 'archive'),
  });
}
