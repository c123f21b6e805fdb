// What models/ offers: networks, training steps, evaluation, weight averages.
export { tensorCount } from './device.js';
export {
  createNetwork,
  networkFromTensors,
  networkToTensors,
  copyNetwork,
  cutStandalone,
  declaredTensors,
  tensorTotal,
} from './network.js';
export { parameterCount } from './parameter-count.js';
export { discriminatorStep, generatorStep } from './steps.js';
export { executionFor } from './program-cache.js';
export { recalibrate, generateImages, imageOfOne } from './evaluation.js';
export {
  createAverage,
  updateAverage,
  averageToTensors,
  averageFromTensors,
  applyAverage,
  type WeightAverage,
} from './average.js';
export { networkFromPublished, networkToPublished } from './published.js';
export type * from './types.js';
