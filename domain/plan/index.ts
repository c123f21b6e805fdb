// The plan of a run, and the builders of its steps from the frozen pipeline and earlier outcomes; all pure.
export { networkSizes, outputOf, threadsOf } from './build.js';
export {
  extractorStep,
  ingestStep,
  preparedFrom,
  referenceStep,
  noSource,
  type DatasetSource,
  type PreparedData,
} from './data-steps.js';
export type { FinishedStage } from './architectures.js';
export {
  evaluateSteps,
  nonFiniteSteps,
  openStageStep,
  stageContext,
  trainStep,
  warmupSpans,
  warmupStep,
  type CurrentPopulation,
  type StageContext,
  type StageProgress,
} from './stage-steps.js';
export {
  finalContext,
  finalSchedule,
  finalSegmentStep,
  openFinalStep,
  previewImages,
  scoreStep,
  type FinalContext,
} from './final-steps.js';
export { performFinal, withOwnJudge } from './final.js';
export { performGeneration } from './generation.js';
export {
  generationOrder,
  generationOrders,
  generationSteps,
  orderedStep,
  placeOfOrder,
  type GenerationOrder,
  type StepOrder,
} from './generation-steps.js';
export { stepCircumstances, stepRequests, type StepOwner, type StepRequest } from './request.js';
export type { ChosenFront, ClosedGeneration, FoundStep, PlanProgress, StepPerformer } from './performer.js';
export { performRun } from './run.js';
export { performStage, warmUp } from './stage.js';
export { progressPlace, walkRun, type Walk } from './walk.js';
export { expectedSteps, type ExpectedStep } from './expected.js';
