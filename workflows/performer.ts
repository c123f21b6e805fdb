// The steps of a plan as activities.
import type { Activities } from '../activities/types.js';
import type { FoundStep, StepPerformer } from '../domain/plan/index.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { StepKind } from '../domain/steps/kinds.js';
import { activitiesOn, requests } from './activities.js';
import { together } from './together.js';
import type { Ownership } from './types.js';

/** The activity that performs each kind of step. Temporal's histories hold these names. */
const activityOf = {
  ingest: 'ingestDataset',
  fitExtractor: 'fitExtractor',
  referenceStatistics: 'computeReference',
  openStage: 'openStage',
  trainSegment: 'trainSegment',
  evaluate: 'evaluateCandidate',
  select: 'selectGeneration',
  closeStage: 'closeStage',
  trainWinner: 'trainWinner',
  scoreWinner: 'scoreWinner',
  export: 'exportWinner',
} as const satisfies Record<StepKind, keyof Activities>;

/** For a workflow of the run that owns the steps. */
export function stepsByActivities(owner: Ownership, pipeline: Pipeline): StepPerformer {
  const activities = activitiesOn(owner.queues);
  const request = requests(owner, pipeline);
  return {
    perform: (step) => (activities[activityOf[step.kind]] as Activity)(request(step)),
    together,
  };
}

type Activity = (request: ReturnType<ReturnType<typeof requests>>) => Promise<FoundStep>;
