// Makes a search space from a pipeline file: allowed operations for each kind of edge, forced and forbidden genes.
import { cellCount, genes, noDownSampling, operationNames, type EdgeKind } from './genotype.js';
import type { NetworkName, SearchSpace, SpaceConstraint } from '../pipeline.js';

/** A gene of one cell (1 to 3) or of every cell (absent or null), and the name of an operation. */
export interface GeneOperation {
  readonly gene: string;
  readonly operation: string;
  readonly cell?: number | null;
}

export interface SpaceDefinition {
  readonly network: NetworkName;
  readonly operations?: Readonly<Partial<Record<EdgeKind, readonly string[]>>>;
  readonly force?: readonly GeneOperation[];
  readonly forbid?: readonly GeneOperation[];
  readonly constraints?: readonly SpaceConstraint[];
}

/**
 * The space of a definition. A forced gene takes its operation even if `operations` does not allow it. Forbidden
 * operations are then removed. A gene without any operation left makes the space empty (`spaceSize` 0).
 */
export function defineSpace({
  network,
  operations = {},
  force = [],
  forbid = [],
  constraints = [],
}: SpaceDefinition): SearchSpace {
  const allowed = Array.from({ length: cellCount }, (_, cell) =>
    genes[network].map(({ name, kind }) => {
      const concerns = (rule: GeneOperation): boolean => rule.gene === name && (rule.cell ?? cell + 1) === cell + 1;
      const forced = force.filter(concerns).map(({ operation }) => operation);
      const forbidden = forbid.filter(concerns).map(({ operation }) => operation);
      const names = forced.length > 0 ? forced : (operations[kind] ?? allNames(kind));
      return genesOf(
        kind,
        names.filter((one) => !forbidden.includes(one)),
      );
    }),
  );
  return constraints.length > 0 ? { network, allowed, constraints } : { network, allowed };
}

/** Every name of a kind of edge. Down edges also have `none`, which keeps the size. */
export function allNames(kind: EdgeKind): readonly string[] {
  return kind === 'down' ? ['none', ...operationNames.down] : operationNames[kind];
}

/** Values of named operations, ascending. Names that the kind does not have are left out. */
function genesOf(kind: EdgeKind, names: readonly string[]): number[] {
  return [...new Set(names)]
    .map((name) => geneOf(kind, name))
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
}

/** The value of an operation by its name; null when the kind of edge has none of that name. */
export function geneOf(kind: EdgeKind, name: string): number | null {
  if (kind === 'down' && name === 'none') return noDownSampling;
  const index = operationNames[kind].indexOf(name);
  return index < 0 ? null : index;
}
