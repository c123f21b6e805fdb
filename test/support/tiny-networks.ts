// Small networks and pairs for tests of models/.
import type { Genotype } from '../../domain/pipeline.js';
import { createNetwork, networkToTensors } from '../../models/network.js';
import type { Network, NetworkSpec, Pair, UpdateRule } from '../../models/types.js';
import type { Tensors } from '../../store/types.js';

export const sizes = { channels: 4, latent: 6, bottomWidth: 4 };
export const generatorSupernet: NetworkSpec = { network: 'generator', form: 'supernet', ...sizes };
export const discriminatorSupernet: NetworkSpec = { network: 'discriminator', form: 'supernet', channels: 4 };
export const rule: UpdateRule = {
  optimizer: { kind: 'adam', learningRate: 1e-3, betas: [0, 0.9] },
  gradientClipping: null,
};

export const bestGenerator: Genotype = [
  [1, 1, 1, 0, 2, 3, 1],
  [1, 1, 0, 1, 3, 0, 5],
  [0, 1, 0, 3, 0, 0, 3],
];
export const cifarDiscriminator: Genotype = [
  [3, 0, 3, 0, 2, 0, 0],
  [1, 0, 3, 0, 1, -1, -1],
  [3, 0, 3, 0, 1, -1, -1],
];

/**
 * Unusual cases together: transposed up-sampling, a missing term, edges that lead nowhere, dilated stride 2, max
 * pooling, no down-sampling.
 */
export const oddGenerator: Genotype = [
  [2, 0, 1, 0, 0, 6, 0],
  [0, 2, 0, 5, 1, 0, 0],
  [1, 2, 4, 2, 0, 1, 0],
];
export const oddDiscriminator: Genotype = [
  [5, 4, 0, 0, 6, 4, 1],
  [2, 1, 0, 0, 3, -1, -1],
  [6, 0, 1, 5, 0, 5, 3],
];

export const standaloneGenerator: NetworkSpec = {
  network: 'generator',
  form: 'standalone',
  genotype: bestGenerator,
  ...sizes,
};
export const standaloneDiscriminator: NetworkSpec = {
  network: 'discriminator',
  form: 'standalone',
  genotype: cifarDiscriminator,
  channels: 4,
};

/** A pair of new networks. The caller must dispose of them. */
export function freshPair(
  generator: NetworkSpec = standaloneGenerator,
  discriminator: NetworkSpec = standaloneDiscriminator,
  seed = 1,
): { generator: Network; discriminator: Network } {
  return {
    generator: createNetwork(generator, seed, 'generator'),
    discriminator: createNetwork(discriminator, seed, 'discriminator'),
  };
}

export function pairOf(
  networks: { readonly generator: Network; readonly discriminator: Network },
  generatorArchitecture: Genotype | null = null,
  discriminatorArchitecture: Genotype | null = null,
): Pair {
  return { ...networks, generatorArchitecture, discriminatorArchitecture };
}

/** `count` square images with a fixed pattern of bytes, all different. */
export function patternImages(count: number, size = 32): Uint8Array {
  return Uint8Array.from({ length: count * size * size * 3 }, (_, i) => (i * 7919 + Math.floor(i / 251)) % 256);
}

/** Every tensor of a network as hexadecimal bits, by name. */
export function bitsOf(network: Network): Map<string, string> {
  return bitsOfTensors(networkToTensors(network));
}

function bitsOfTensors(tensors: Tensors): Map<string, string> {
  return new Map(
    [...tensors].map(([name, { data }]) => [
      name,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
    ]),
  );
}

/** Names whose bits differ or that only one side has. */
export function changedNames(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
