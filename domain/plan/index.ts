// Builders of every step of a run from the frozen pipeline and earlier outcomes; all pure.
export { networkSizes, outputOf, threadsOf, type Outcome } from './build.js';
export {
  assertBatchesFit,
  extractorStep,
  ingestStep,
  preparedFrom,
  referenceStep,
  noSource,
  type DatasetSource,
  type Prepared,
} from './data.js';
export {
  finalPair,
  resolveOpponent,
  type FinalPair,
  type FinishedStage,
  type ResolvedOpponent,
} from './architectures.js';
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
} from './stage.js';
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
} from './final.js';
export { trainGeneration, warmUp } from './training.js';
export { progressPlace, walkRun, type FoundStep, type RunProgress, type Walk } from './walk.js';
export { expectedSteps, type ExpectedStep } from './expected.js';
