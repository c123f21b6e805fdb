// Measures training steps: one of D and one of G with fresh latents, their Adam, and both losses read back.
import { builtinGenotypes } from '../../../domain/search/builtin-genotypes.js';
import { createNetwork, discriminatorStep, generatorStep } from '../../../models/index.js';
import type { ExecutionMode, Network, NetworkSpec, Pair, UpdateRule } from '../../../models/types.js';
import { timingOf, type Timing } from '../timing.js';
import { drawPairs, type GenotypePair } from './pairs.js';
import type { StepSize } from './sizes.js';

export interface StepMeasurement extends StepSize {
  readonly execution: ExecutionMode;
  readonly warmup: number;
  readonly iterations: number;
  /** Supernets with a pair a step, as many pairs as `iterations`; null: the paper's genotypes, standalone. */
  readonly pairs: readonly GenotypePair[] | null;
}

const rule: UpdateRule = {
  optimizer: { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] },
  gradientClipping: null,
};

/** Runs the warm-up, then the measured steps. */
export function measureSteps(measurement: StepMeasurement): Timing {
  const { warmup, iterations, pairs } = measurement;
  const networks = createPair(measurement, pairs ? 'supernet' : 'standalone');
  const train = stepper(measurement);
  const step = (genotypes: GenotypePair | null, name: string): void =>
    train(
      {
        ...networks,
        execution: measurement.execution,
        generatorArchitecture: genotypes && genotypes.generator,
        discriminatorArchitecture: genotypes && genotypes.discriminator,
      },
      name,
    );
  const first = pairs && warmupPairs(measurement, pairs);
  for (let i = 0; i < (first?.length ?? warmup); i++) step(first && first[i]!, `warm-up/${i}`);
  const seconds: number[] = [];
  for (let i = 0; i < iterations; i++) {
    const start = performance.now();
    step(pairs && pairs[i]!, `steps/${i}`);
    seconds.push((performance.now() - start) / 1000);
  }
  return timingOf(seconds);
}

/**
 * What a supernet trains before the measurement. For graphs, the pairs themselves: a generation trains each of its
 * individuals hundreds of times, with a graph that was loaded once. For eager steps, other pairs: a stage's warm-up
 * meets every architecture for the first time.
 */
const warmupPairs = (
  { execution, warmup }: StepMeasurement,
  pairs: readonly GenotypePair[],
): readonly GenotypePair[] => (execution === 'graph' ? pairs : drawPairs(warmup, 0, 'bench/warm-up'));

interface Networks {
  readonly generator: Network;
  readonly discriminator: Network;
}

/** Both networks of a step with fresh weights. */
export function createPair({ channels, latent, bottomWidth }: StepSize, form: 'supernet' | 'standalone'): Networks {
  const ofG = form === 'supernet' ? { form } : builtinGenotypes['eagan-g'].architecture;
  const ofD = form === 'supernet' ? { form } : builtinGenotypes['eagan-d-cifar10'].architecture;
  const generator = { network: 'generator', ...ofG, channels: channels.generator, latent, bottomWidth } as NetworkSpec;
  const discriminator = { network: 'discriminator', ...ofD, channels: channels.discriminator } as NetworkSpec;
  return {
    generator: createNetwork(generator, 1, 'bench/generator'),
    discriminator: createNetwork(discriminator, 1, 'bench/discriminator'),
  };
}

/** Performs one step of a pair, with latents from streams of that name. */
export function stepper({ batch, bottomWidth }: StepSize): (pair: Pair, name: string) => void {
  const width = bottomWidth * 8;
  const real = Uint8Array.from({ length: batch.discriminator * width * width * 3 }, (_, i) => (i * 7919) % 256);
  return (pair, name) => {
    discriminatorStep(pair, real, batch.discriminator, { seed: 1, name: `${name}/d` }, batch.discriminator, rule);
    generatorStep(pair, { seed: 1, name: `${name}/g` }, batch.generator, rule);
  };
}
