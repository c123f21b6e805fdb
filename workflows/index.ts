// Everything the worker registers: the bundle's entry point.
export { finalWorkflow } from './final.js';
export { generationWorkflow } from './generation.js';
export { runWorkflow } from './run.js';
export { stageWorkflow } from './stage.js';
