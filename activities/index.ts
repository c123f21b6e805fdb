// All activities of a worker, made from their dependencies.
import type { TrainerKind } from '../domain/steps/kinds.js';
import { createAdmission } from './admission.js';
import type { ActivityDeps } from './deps.js';
import { closeStageActivity } from './close-stage.js';
import { finishRun } from './finish-run.js';
import { performInTrainer } from './in-trainer.js';
import { openStageActivity } from './open-stage.js';
import { selectGenerationActivity } from './select-generation.js';
import { createTools } from './tools.js';
import type { Activities, StepOutcome } from './types.js';

export type { ActivityDeps } from './deps.js';

/**
 * Most activities look a step up or hand it to a trainer child. The others have a file of their own. `admissionBy`:
 * makes the door that every request goes through.
 */
export function createActivities(deps: ActivityDeps, admissionBy = createAdmission): Activities {
  const tools = createTools(deps, admissionBy);
  const inTrainer =
    (kind: TrainerKind) =>
    async (asked: unknown): Promise<StepOutcome> =>
      performInTrainer(tools, await tools.admission.step(kind, asked), async () => ({}));
  return {
    ingestDataset: inTrainer('ingest'),
    fitExtractor: inTrainer('fitExtractor'),
    computeReference: inTrainer('referenceStatistics'),
    openStage: openStageActivity(tools),
    trainSegment: inTrainer('trainSegment'),
    evaluateCandidate: inTrainer('evaluate'),
    selectGeneration: selectGenerationActivity(tools),
    closeStage: closeStageActivity(tools),
    trainWinner: inTrainer('trainWinner'),
    scoreWinner: inTrainer('scoreWinner'),
    exportWinner: inTrainer('export'),
    finishRun: finishRun(tools),
  };
}
