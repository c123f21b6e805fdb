// Feature extractors, and the figures that judge images by them.
export { classifierScore, splitScores } from './classifier-score.js';
export { loadExtractor, type ExtractorMeta } from './extractor.js';
export {
  fitClassifier,
  fitState,
  type ClassifierSettings,
  type FitProgress,
  type FitState,
  type FittedClassifier,
} from './fit-classifier.js';
export {
  distanceFrom,
  frechetDistance,
  rootFromBytes,
  rootStatistics,
  rootToBytes,
  type RootedStatistics,
} from './frechet-distance.js';
export { kernelDistance } from './kernel-distance.js';
export { StatisticsAccumulator, statisticsFromBytes, statisticsToBytes } from './statistics.js';
export type { Extracted, Extractor, Statistics } from './types.js';
