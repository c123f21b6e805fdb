// Closes a stage: the winner and the front of its last generation.
import type { WinnerArtifact } from '../domain/artifacts.js';
import { getJson } from '../domain/objects.js';
import { performInProcess } from './in-process.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function closeStage(tools: Tools): Activities['closeStage'] {
  return (request) =>
    performInProcess(tools, request, async ({ outputs }) => ({
      winner: await getJson<WinnerArtifact>(tools.store.objects, outputs.winner!),
    }));
}
