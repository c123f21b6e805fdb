// Ingests a data set in a process of its own and prints the peak memory of that process, in bytes: `node
// ingest-in-child.js STORE DATASET`, the data set as JSON.
import { readerOf } from '../../datasets/kinds.js';
import { locationOf, withoutLocation, type Dataset } from '../../domain/dataset.js';
import { openStore } from '../../store/index.js';

const [storeFolder, json] = process.argv.slice(2) as [string, string];
const dataset = JSON.parse(json) as Dataset;
const { objects } = await openStore(storeFolder);
const { source } = await readerOf(dataset).door(dataset);
const order = { ...source, path: locationOf(dataset) ?? undefined, seed: 0 };
const artifact = await readerOf(dataset).ingest(withoutLocation(dataset), order, objects, () => {});
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ images: artifact.train.images + artifact.heldOut.images, peakBytes }));
