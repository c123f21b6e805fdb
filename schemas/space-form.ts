// A search space in the form of a pipeline file: the definition that gives exactly its allowed operations.
import { allNames, geneOf, type GeneOperation, type SpaceDefinition } from '../domain/search/define-space.js';
import { genes, operationNames, type EdgeKind } from '../domain/search/genotype.js';
import type { SearchSpace } from '../domain/pipeline.js';

/** Operations by kind of edge, and those that single edges exclude. */
export function spaceForm({ network, allowed, constraints }: SearchSpace): SpaceDefinition {
  const kinds = (Object.keys(operationNames) as EdgeKind[]).filter((kind) =>
    genes[network].some((gene) => gene.kind === kind),
  );
  const operations = Object.fromEntries(kinds.map((kind) => [kind, namesOf(kind, network, allowed)]));
  const narrowed = Object.entries(operations).filter(
    ([kind, names]) => names.length < allNames(kind as EdgeKind).length,
  );
  const forbid = genes[network].flatMap(
    ({ name, kind }, index) =>
    operations[kind]!.flatMap((operation) => withoutIt(name, operation, allowed.map((cell) => !allows(cell[index]!, kind, operation)))), // prettier-ignore
  );
  return {
    network,
    ...(narrowed.length > 0 ? { operations: Object.fromEntries(narrowed) } : {}),
    ...(forbid.length > 0 ? { forbid } : {}),
    ...(constraints ? { constraints } : {}),
  };
}

/** Operations that some edge of the kind may have. */
function namesOf(kind: EdgeKind, network: SearchSpace['network'], allowed: SearchSpace['allowed']): string[] {
  const lists = allowed.flatMap((cell) => cell.filter((_, index) => genes[network][index]!.kind === kind));
  return allNames(kind).filter((operation) => lists.some((list) => allows(list, kind, operation)));
}

const allows = (list: readonly number[], kind: EdgeKind, operation: string): boolean =>
  list.includes(geneOf(kind, operation)!);

/** One rule if no cell has the operation, else one for each cell that lacks it. */
function withoutIt(gene: string, operation: string, missing: readonly boolean[]): GeneOperation[] {
  if (missing.every(Boolean)) return [{ gene, operation }];
  return missing.flatMap((isMissing, cell) => (isMissing ? [{ gene, operation, cell: cell + 1 }] : []));
}
