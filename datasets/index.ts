// Readers of image data, all into one packed form.

export { inspectFolder } from './inspect-folder.js';

export { openDataset } from './open.js';
