// The pretrained extractor for tests: fetched by the set-up's own code if the cache does not have it.
import { pretrainedNames, providePretrained } from '../../scripts/pretrained.mjs';
import { loadExtractor } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import { pretrainedNamed, readPretrained } from '../../trainer/extractors/pretrained.js';

/** Why the weights cannot be had; false: they are there. For the option `skip` of a test. */
export const noPretrained: string | false = await providePretrained(
  { env: process.env, say: () => {}, verify: false },
  pretrainedNames,
).then(
  () => false as const,
  (error: Error) => `no weights of a pretrained extractor: ${error.message}`,
);

/** EfficientNet-Lite0 for images of a size. The caller disposes of it. */
export async function pretrainedExtractor(size: number): Promise<Extractor> {
  const { tensors, meta } = await readPretrained(pretrainedNamed('efficientnet-lite0'));
  return loadExtractor(tensors, meta, size);
}
