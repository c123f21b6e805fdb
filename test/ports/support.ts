// Winners with random weights, and their folders, for tests of ports.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namedCells } from '../../domain/search/genotype-names.js';
import { createNetwork, imageOfOne, networkToPublished, recalibrate } from '../../models/index.js';
import type { NetworkSpec, OneImage } from '../../models/types.js';
import { ports } from '../../ports/index.js';
import type { Winner } from '../../ports/port.js';
import { winnerFromTensors } from '../../ports/read-winner.js';
import { writeSafetensors } from '../../store/index.js';
import type { GenotypePair } from '../support/sample-genotypes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { sizes } from '../support/tiny-networks.js';

export interface RandomWinner {
  readonly winner: Winner;
  readonly proof: OneImage;
}

type Spec<N extends NetworkSpec['network']> = Winner[N]['spec'];

/** A pair whose generator has the running statistics of its own images, and an image of it. */
export function randomWinner({ generator, discriminator }: GenotypePair, channels = sizes.channels): RandomWinner {
  const specs = {
    generator: {
      network: 'generator',
      form: 'standalone',
      genotype: generator,
      ...sizes,
      channels,
    } as Spec<'generator'>,
    discriminator: { network: 'discriminator', form: 'standalone', genotype: discriminator, channels } as Spec<'discriminator'>, // prettier-ignore
  };
  const networks = [specs.generator, specs.discriminator].map((spec) => createNetwork(spec, 1, spec.network));
  recalibrate(networks[0]!, null, { seed: 1, name: 'test/ports' }, 1, 8);
  const proof = imageOfOne(networks[0]!, { seed: 1, name: 'test/ports/latent' });
  const tensors = networks.flatMap((network) =>
    [...networkToPublished(network)].map(([name, tensor]) => [`${network.spec.network}/${name}`, tensor] as const),
  );
  for (const network of networks) network.dispose();
  return { winner: winnerFromTensors(specs, new Map(tensors)), proof };
}

/** What `eagan export --winner` writes of it, as far as its scripts need it. */
export function folderOf({ winner, proof }: RandomWinner): string {
  const folder = temporaryFolder();
  const { latent, bottomWidth, channels, genotype } = winner.generator.spec;
  const genotypes = {
    sizes: { generator: { channels, latent, bottomWidth }, discriminator: { channels } },
    generator: { genotype, cells: namedCells('generator', genotype) },
  };
  const files = new Map<string, Uint8Array | string>([
    ...Object.values(ports).flatMap((port) => [...port.write(winner, writeSafetensors)]),
    ['genotype.json', JSON.stringify(genotypes)],
    ['proof/latent.f32', new Uint8Array(proof.latent.buffer)],
    ['proof/image.f32', new Uint8Array(proof.image.buffer)],
  ]);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

export const differenceOf = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  if (one.length !== other.length) return Infinity;
  const apart = Array.from(one, (value, index) => Math.abs(value - other[index]!));
  return apart.every(Number.isFinite) ? Math.max(...apart) : Infinity;
};

/** What single precision allows: sums of some hundred products in other orders. */
export const tolerance = 1e-5;
