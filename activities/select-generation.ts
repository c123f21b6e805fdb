// Ranks a generation, keeps the survivors and breeds the next population: pure, from artifacts.
import type { PopulationArtifact } from '../domain/artifacts.js';
import { getJson } from '../domain/objects.js';
import type { ActivityDeps } from './deps.js';
import { performInProcess } from './in-process.js';
import { withoutArchive } from './open-stage.js';
import type { Activities } from './types.js';

export function selectGeneration(deps: ActivityDeps): Activities['selectGeneration'] {
  const { objects } = deps.store;
  return async (request) => {
    const outcome = await performInProcess(deps, request, 'select');
    const next = outcome.outputs.population;
    if (next === undefined) return { ...outcome, population: null };
    return { ...outcome, population: withoutArchive(await getJson<PopulationArtifact>(objects, next)) };
  };
}
