// Architectures that a pipeline may name: a closed registry. Each architecture belongs to one network.
import { EaganError } from '../errors.js';
import type { Genotype, NetworkName } from '../pipeline.js';
import type { OpponentArchitecture } from '../steps/step-parameters.js';

export interface BuiltinArchitecture {
  readonly network: NetworkName;
  readonly architecture: OpponentArchitecture;
  /** A description for help and error messages. */
  readonly title: string;
}

const standalone = (network: NetworkName, title: string, genotype: Genotype): BuiltinArchitecture => ({
  network,
  architecture: { form: 'standalone', genotype },
  title,
});

/** The registry, by name (docs/reference/networks.md, "Known genotypes"). */
export const builtinGenotypes = {
  autogan: standalone('discriminator', 'the fixed discriminator of AutoGAN and AdversarialNAS', [
    [3, 0, 3, 0, 2, 0, 0],
    [3, 0, 3, 0, 1, -1, -1],
    [3, 0, 3, 0, 1, -1, -1],
  ]),
  simple: {
    network: 'discriminator',
    architecture: { form: 'simple' },
    title: 'five convolutions and a linear layer (the GD2 row)',
  },
  'eagan-d-cifar10': standalone('discriminator', "EAGAN's published discriminator for CIFAR-10", [
    [3, 0, 3, 0, 2, 0, 0],
    [1, 0, 3, 0, 1, -1, -1],
    [3, 0, 3, 0, 1, -1, -1],
  ]),
  'eagan-d-stl10': standalone('discriminator', "EAGAN's published discriminator for STL-10", [
    [3, 0, 3, 0, 2, 0, 0],
    [4, 0, 4, 0, 1, -1, -1],
    [3, 0, 3, 0, 1, -1, -1],
  ]),
  'eagan-g': standalone('generator', "EAGAN's published generator", [
    [1, 1, 1, 0, 2, 3, 1],
    [1, 1, 0, 1, 3, 0, 5],
    [0, 1, 0, 3, 0, 0, 3],
  ]),
  'plain-g': standalone('generator', 'bilinear up-sampling and 3×3 convolutions everywhere (the "D first" row)', [
    [1, 1, 3, 3, 3, 3, 3],
    [1, 1, 3, 3, 3, 3, 3],
    [1, 1, 3, 3, 3, 3, 3],
  ]),
} as const satisfies Record<string, BuiltinArchitecture>;

export type BuiltinName = keyof typeof builtinGenotypes;

/** Names of the built-in architectures of one network, in the registry's order. */
export function builtinNames(network: NetworkName): BuiltinName[] {
  return (Object.keys(builtinGenotypes) as BuiltinName[]).filter((name) => builtinGenotypes[name].network === network);
}

/**
 * The architecture of that name. Throws EAGAN_PIPELINE_INVALID, which lists the known names, when the network has none
 * of that name.
 */
export function builtinArchitecture(network: NetworkName, name: string): OpponentArchitecture {
  const names = builtinNames(network);
  const known = names.find((candidate) => candidate === name);
  if (known !== undefined) return builtinGenotypes[known].architecture;
  throw new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `a built-in ${network} must be one of ${names.join(', ')} (got ${name})`,
    'Name one of these, or write a genotype.',
  );
}
