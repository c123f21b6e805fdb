// Ingests a folder in a process of its own and prints the peak memory of that process, in bytes: `node
// ingest-in-child.js FOLDER STORE SIZE`.
import { folderContents, ingestFolder } from '../../datasets/index.js';
import { openStore } from '../../store/index.js';

const [folder, storeFolder, size] = process.argv.slice(2) as [string, string, string];
const { objects } = await openStore(storeFolder);
const { digest } = await folderContents(folder);
const settings = { kind: 'imageFolder', size: Number(size), images: null, unreadable: 'fail' } as const;
const artifact = await ingestFolder(folder, settings, { contents: digest, decoder: null }, objects, () => {});
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ images: artifact.train.images + artifact.heldOut.images, peakBytes }));
