// Readers of image data, all into one packed form.

export { mirrorImage } from './mirror.js';
export { openDataset } from './open.js';
