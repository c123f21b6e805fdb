// The weights of pretrained extractors, which only pipelines that name one need.
import { findWeights, pretrainedNames } from '../../scripts/pretrained.mjs';
import type { Check } from './check.js';

/** Weights that are not there are no problem: `eagan run` fetches them when a pipeline names them. */
export const pretrained: Check = {
  name: 'Extractor',
  examine: async ({ environment }) => {
    const found = await Promise.all(
      pretrainedNames.map(async (name) => ({ name, ...(await findWeights(environment, name)) })),
    );
    const details = found.map((one) => `${one.name} ${'path' in one ? `in the cache, ${one.path}` : absent}`);
    const facts = Object.fromEntries(found.map((one) => [one.name, 'path' in one ? one.path : null]));
    return { status: 'ok', detail: details.join('; '), facts };
  },
};

const absent = 'not fetched (19 MB, when a pipeline names it, or by `eagan setup --extractor`)';
