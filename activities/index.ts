// All activities of a worker, made from their dependencies.
import type { ActivityDeps } from './deps.js';
import { closeStageActivity } from './close-stage.js';
import { finishRun } from './finish-run.js';
import { performInTrainer } from './in-trainer.js';
import { openStageActivity } from './open-stage.js';
import { requestFor } from './ordered-steps.js';
import { selectGenerationActivity } from './select-generation.js';
import { createTools } from './tools.js';
import type { Activities, StepOutcome, StepRequest } from './types.js';

export type { ActivityDeps } from './deps.js';

/** Most activities look a step up or hand it to a trainer child. The others have a file of their own. */
export function createActivities(deps: ActivityDeps): Activities {
  const tools = createTools(deps);
  const inTrainer = (request: StepRequest): Promise<StepOutcome> => performInTrainer(tools, request, async () => ({}));
  return {
    ingestDataset: inTrainer,
    fitExtractor: inTrainer,
    computeReference: inTrainer,
    openStage: openStageActivity(tools),
    trainSegment: async (asked) => inTrainer(await requestFor(tools, asked)),
    evaluateCandidate: async (asked) => inTrainer(await requestFor(tools, asked)),
    selectGeneration: selectGenerationActivity(tools),
    closeStage: closeStageActivity(tools),
    trainWinner: inTrainer,
    scoreWinner: inTrainer,
    exportWinner: inTrainer,
    finishRun: finishRun(deps),
  };
}
