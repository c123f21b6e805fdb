// Closes a stage: the winner and the front of its last generation.
import type { WinnerArtifact } from '../domain/artifacts.js';
import { getJson } from '../domain/objects.js';
import type { ActivityDeps } from './deps.js';
import { performInProcess } from './in-process.js';
import type { Activities } from './types.js';

export function closeStage(deps: ActivityDeps): Activities['closeStage'] {
  const { objects } = deps.store;
  return async (request) => {
    const outcome = await performInProcess(deps, request, 'closeStage');
    return { ...outcome, winner: await getJson<WinnerArtifact>(objects, outcome.outputs.winner!) };
  };
}
