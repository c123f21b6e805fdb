// Opens a stage or the final pair: fresh or inherited networks, and for a stage its first population.
import type { PopulationArtifact } from '../domain/artifacts.js';
import { getJson } from '../domain/objects.js';
import { omit } from '../domain/omit.js';
import type { CurrentPopulation } from '../domain/run-plan.js';
import type { ActivityDeps } from './deps.js';
import { performInTrainer } from './in-trainer.js';
import type { Activities } from './types.js';

export function openStage(deps: ActivityDeps): Activities['openStage'] {
  return async (request) => {
    const outcome = await performInTrainer(deps, request);
    const population = outcome.outputs.population;
    if (population === undefined) return { ...outcome, population: null };
    return {
      ...outcome,
      population: withoutArchive(await getJson<PopulationArtifact>(deps.store.objects, population)),
    };
  };
}

/** The archive grows with the stage; histories must not. */
export function withoutArchive(population: PopulationArtifact): CurrentPopulation {
  return omit(population, 'archive');
}
