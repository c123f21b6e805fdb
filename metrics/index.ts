// Feature extractors, and the figures that judge images by them.
export { classifierScore, scoreDeviation } from './classifier-score.js';
export { classesOfJpeg } from './extractors/inception2015.js';
export { loadExtractor } from './extractors/index.js';
export { storeNetwork, type GivenNetwork, type NetworkForm, type NetworkSettings } from './extractors/store-network.js';
export { foldedWeights } from './extractors/efficientnet-lite0/folded-weights.js';
export { fitClassifier, fitState, type FitProgress, type FitState } from './fit-classifier.js';
export {
  distanceFrom,
  frechetDistance,
  rootFromBytes,
  rootStatistics,
  rootToBytes,
  type RootedStatistics,
} from './frechet-distance.js';
export { DistancesWithout } from './distances-without.js';
export { featureSet, type FeatureSet } from './feature-set.js';
export { cubes, kernelDistance, subsetDeviation } from './kernel-distance.js';
export { PartDistances } from './part-distances.js';
export { PartScores } from './part-scores.js';
export { withoutParts } from './prdc-without.js';
export { betweenParts, neighbourFigures, neighbourhoodOf, type Neighbourhood, type NeighbourFigures } from './prdc.js';
export { populationDeviation } from './spread.js';
export { StatisticsAccumulator, statisticsFromBytes, statisticsToBytes } from './statistics.js';
export type { Statistics } from './types.js';
