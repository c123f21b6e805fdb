// Closes a stage: the winner and the front of its last generation.
import type { SelectionArtifact, WinnerArtifact } from '../domain/artifacts.js';
import { getJson, putJson, type Objects } from '../domain/objects.js';
import { closeStage as decide, winnerNumbers } from '../domain/selection.js';
import type { CloseStageParameters } from '../domain/step-parameters.js';
import type { Step, StepResult } from '../domain/step.js';
import type { ActivityDeps } from './deps.js';
import { performInProcess } from './in-process.js';
import type { Activities } from './types.js';

export function closeStage(deps: ActivityDeps): Activities['closeStage'] {
  const { objects } = deps.store;
  return async (request) => {
    const outcome = await performInProcess(deps, request, () => close(objects, request.step));
    return { ...outcome, winner: await getJson<WinnerArtifact>(objects, outcome.outputs.winner!) };
  };
}

async function close(objects: Objects, { inputs, parameters }: Step): Promise<StepResult> {
  const selection = await getJson<SelectionArtifact>(objects, inputs.selection!);
  const winner = decide(parameters as unknown as CloseStageParameters, selection);
  return {
    outputs: { winner: await putJson(objects, winner) },
    numbers: winnerNumbers(winner),
    status: winner.winner.status,
  };
}
