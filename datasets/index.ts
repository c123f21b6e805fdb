// Readers of image data, all into one packed form.
export { decoderVersion } from './decode-image.js';
export { folderContents, type FolderSettings } from './folder-contents.js';
export { inspectFolder, type Inspection } from './inspect-folder.js';
export { ingestFolder } from './ingest-folder.js';
export { ingestShapes } from './ingest-shapes.js';
export { openDataset } from './open.js';
export type { FolderContents, IngestProgress, PackedDataset, PackedSplit } from './types.js';
