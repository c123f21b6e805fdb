// Readers of image data, all into one packed form.

export { folderContents } from './folder-contents.js';
export { ingestFolder } from './ingest-folder.js';

export { mirrorImage } from './mirror.js';
export { openDataset } from './open.js';
