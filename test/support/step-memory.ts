// A process that trains supernets, another pair of architectures each step, and tells its tensors and resident memory at some steps.
import { drawPairs } from '../../bench/step/pairs.js';
import { discriminatorStep, generatorStep, tensorCount } from '../../models/index.js';
import { discriminatorSupernet, freshPair, generatorSupernet, pairOf, patternImages, rule } from './tiny-networks.js';

/** What the parent asks for: steps, and after which of them to look. */
export interface MemoryRequest {
  readonly steps: number;
  readonly lookAt: readonly number[];
}

export interface MemoryLook {
  readonly step: number;
  readonly tensors: number;
  readonly rssBytes: number;
}

/** More pairs than the cache of programs holds, so that tracing and forgetting go on for ever, as in a search. */
const pairs = drawPairs(120, 1);

async function train({ steps, lookAt }: MemoryRequest): Promise<MemoryLook[]> {
  const networks = freshPair(generatorSupernet, discriminatorSupernet);
  const real = patternImages(2);
  const looks: MemoryLook[] = [];
  for (let step = 1; step <= steps; step++) {
    const { generator, discriminator } = pairs[step % pairs.length]!;
    const pair = pairOf(networks, generator, discriminator);
    discriminatorStep(pair, real, 2, { seed: 1, name: `d/${step}` }, 2, rule);
    generatorStep(pair, { seed: 1, name: `g/${step}` }, 4, rule);
    if (lookAt.includes(step)) looks.push({ step, tensors: tensorCount(), rssBytes: process.memoryUsage.rss() });
  }
  return looks;
}

process.once('message', async (request: MemoryRequest) => {
  process.send!(await train(request), () => process.exit(0));
});
