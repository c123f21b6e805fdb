// Everything that the worker registers: the entry point of the bundle.
export { finalWorkflow } from './final.js';
export { generationWorkflow } from './generation.js';
export { runWorkflow } from './run.js';
export { stageWorkflow } from './stage.js';
export { unknownWorkflow as default } from './unknown.js';
