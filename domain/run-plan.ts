// Builders of every step of a run from the frozen pipeline and earlier outcomes; all pure.
export { networkSizes, outputOf, threadsOf, type Outcome } from './run-plan/build.js';
export {
  assertBatchesFit,
  extractorStep,
  ingestStep,
  preparedFrom,
  referenceStep,
  type DatasetSource,
  type Prepared,
} from './run-plan/data.js';
export {
  finalPair,
  resolveOpponent,
  type FinalPair,
  type FinishedStage,
  type ResolvedOpponent,
} from './run-plan/architectures.js';
export {
  closeStageStep,
  evaluateSteps,
  excludedSlots,
  openStageStep,
  selectStep,
  stageContext,
  stageSchedule,
  trainStep,
  warmupStep,
  type CurrentPopulation,
  type StageContext,
  type StageProgress,
  type StageSchedule,
} from './run-plan/stage.js';
export {
  exportStep,
  finalContext,
  finalSchedule,
  finalSegmentStep,
  openFinalStep,
  previewImages,
  scoreStep,
  stateToExport,
  type FinalContext,
  type FinalSchedule,
  type ScoredState,
  type ScoreSubject,
} from './run-plan/final.js';
export { trainGeneration, warmUp } from './run-plan/training.js';
export { progressPlace, walkRun, type FoundStep, type RunProgress, type Walk } from './run-plan/walk.js';
export { expectedSteps, type ExpectedStep } from './run-plan/expected.js';
