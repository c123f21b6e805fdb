// A pretrained extractor: read from the cache folder, where the set-up put it, and stored as the run's own.
import { createHash } from 'node:crypto';
import type { Json } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { imagenetNetworks, type FittedExtractor } from '../../domain/extractor.js';
import { readTorchFile } from '../../formats/torch/read-torch.js';
import { foldedWeights } from '../../metrics/index.js';
import type { Tensors } from '../../store/types.js';
import { readRegularFile } from '../../scripts/foreign-files.mjs';
import { findWeights } from '../../scripts/pretrained.mjs';
import type { TaskContext, TaskResult } from '../types.js';

type Pretrained = FittedExtractor<'imagenet'>;

/** The published file has 19 MB. */
const largestBytes = 64 * 1024 * 1024;

/** How the weights of each network get their stored form. */
const readers: Readonly<Record<Pretrained['network'], (bytes: Uint8Array) => Tensors>> = {
  'efficientnet-lite0': (bytes) => foldedWeights(readTorchFile(bytes)),
};

/** outputs {extractor} · no numbers. Throws EAGAN_EXTRACTOR_MISSING. */
export async function storePretrained(extractor: Pretrained, { store }: TaskContext): Promise<TaskResult> {
  const { meta, tensors } = await readPretrained(extractor);
  return { outputs: { extractor: await store.checkpoints.write(meta, tensors) }, numbers: {}, status: 'ok' };
}

/** Its stored form. Throws EAGAN_EXTRACTOR_MISSING if the cache does not have the weights of that digest. */
export async function readPretrained(extractor: Pretrained): Promise<{ meta: Json; tensors: Tensors }> {
  const { network, contents } = extractor;
  const tensors = readers[network](await publishedBytes(extractor));
  const { features, classes } = imagenetNetworks[network];
  return { meta: { schemaVersion: 1, kind: 'imagenet', network, contents, features, classes }, tensors };
}

/** The settings of a network by its name. */
export const pretrainedNamed = (network: Pretrained['network']): Pretrained => ({
  kind: 'imagenet',
  network,
  contents: imagenetNetworks[network].contents,
});

async function publishedBytes({ network, contents }: Pretrained): Promise<Uint8Array> {
  const found = await findWeights(process.env, network);
  if ('reason' in found) throw missing(network, found.reason);
  const bytes = readRegularFile(found.path, { atMost: largestBytes });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest === contents) return bytes;
  throw missing(network, `${found.path} has the SHA-256 ${digest} instead of ${contents}`);
}

const missing = (network: string, reason: string): EaganError =>
  new EaganError(
    'EAGAN_EXTRACTOR_MISSING',
    `the weights of ${network} must be in the cache folder (${reason})`,
    'Fetch them once: eagan setup --extractor. Then run the command again.',
  );
