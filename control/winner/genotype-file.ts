// `genotype.json` of a winner's folder: both genotypes as numbers and with the names of their operations.
import { namedCells } from '../../domain/search/genotype-names.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import type { NetworkSizes, OpponentArchitecture } from '../../domain/steps/step-parameters.js';
import type { ExportedWinner } from './find-winner.js';

interface NamedNetwork {
  /** null: the simple discriminator, which has none. */
  readonly genotype: Genotype | null;
  /** The operation of each edge, cell by cell. */
  readonly cells: readonly Readonly<Record<string, string>>[] | null;
  readonly parameters: number | null;
}

export interface NamedGenotypes {
  readonly schemaVersion: 1;
  readonly kind: 'winner';
  readonly run: string;
  readonly sizes: NetworkSizes;
  readonly generator: NamedNetwork;
  readonly discriminator: NamedNetwork;
}

export function namedGenotypes(run: string, { record: { step, numbers } }: ExportedWinner): NamedGenotypes {
  const { sizes, generator, discriminator } = step.parameters;
  return {
    ...{ schemaVersion: 1, kind: 'winner', run, sizes },
    generator: named('generator', generator, numbers.parameters),
    discriminator: named('discriminator', discriminator, numbers.discriminatorParameters),
  };
}

function named(network: NetworkName, architecture: OpponentArchitecture, parameters: number | undefined): NamedNetwork {
  const genotype = architecture.form === 'simple' ? null : architecture.genotype;
  const cells = genotype && namedCells(network, genotype);
  return { genotype, cells, parameters: parameters ?? null };
}
