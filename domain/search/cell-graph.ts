// The graph of a cell: which operation leads from which node to which, and what reaches the output
// (docs/reference/networks.md).
import type { Cell, NetworkName } from '../pipeline.js';
import { genes, operationName } from './genotype.js';

export interface CellEdge {
  readonly from: string;
  readonly to: string;
  /** The gene that chose the operation; null: the network has the edge in any case. */
  readonly gene: string | null;
  readonly operation: string;
  /** False if nothing leads from the edge to the output of the cell. */
  readonly isUsed: boolean;
}

type Wire = readonly [from: string, to: string];

/** From where to where each gene leads. */
const wires: Readonly<Record<NetworkName, Readonly<Record<string, Wire>>>> = {
  generator: {
    u0: ['input', 'node 0'],
    u1: ['input', 'node 1'],
    n0: ['node 0', 'node 2'],
    n1: ['node 1', 'node 2'],
    n2: ['node 0', 'output'],
    n3: ['node 1', 'output'],
    n4: ['node 2', 'output'],
  },
  discriminator: {
    n0: ['input', 'node 1'],
    n1: ['input', 'node 2'],
    n2: ['node 1', 'node 2'],
    n3: ['node 1', 'node 3'],
    n4: ['input', 'node 3'],
    d0: ['node 2', 'output'],
    d1: ['node 3', 'output'],
  },
};

/** `node 1 to output`: the edge whose operation a gene chooses. */
export function edgeText(network: NetworkName, gene: string): string {
  const [from, to] = wires[network][gene]!;
  return `${from} to ${to}`;
}

/** What a later cell of the generator takes from the earlier ones into node 2. */
function skipEdges(network: NetworkName, cell: number): Omit<CellEdge, 'isUsed'>[] {
  if (network !== 'generator') return [];
  const resize = cell === 1 ? 'bilinear' : 'nearest';
  return Array.from({ length: cell }, (_, earlier) => ({
    from: `node 2 of cell ${earlier + 1}`,
    to: 'node 2',
    gene: null,
    operation: `${resize} + conv_1x1`,
  }));
}

/** The edges of a cell in the order of its genes; a gene of no operation has no edge. `cell`: counted from 0. */
export function cellGraph(network: NetworkName, cell: number, values: Cell): CellEdge[] {
  const chosen = genes[network].flatMap(({ name, kind }, index) => {
    const [from, to] = wires[network][name]!;
    const operation = operationName(kind, values[index]!);
    // Without down-sampling a discriminator's cell adds its nodes as they are.
    if (operation === 'none' && kind === 'down') return [{ from, to, gene: name, operation: 'add' }];
    return operation === 'none' ? [] : [{ from, to, gene: name, operation }];
  });
  const all = [...chosen, ...skipEdges(network, cell)];
  const reaching = reachingOutput(network, cell, all);
  return all.map((edge) => ({ ...edge, isUsed: reaching.has(edge.to) }));
}

/** The nodes from which the output can be reached. The generator's later cells also read node 2 of the earlier ones. */
function reachingOutput(network: NetworkName, cell: number, all: readonly Omit<CellEdge, 'isUsed'>[]): Set<string> {
  const reaching = new Set(['output', ...(network === 'generator' && cell < 2 ? ['node 2'] : [])]);
  // A set may grow while it is walked: the loop visits added members too.
  for (const node of reaching) for (const { from, to } of all) if (to === node) reaching.add(from);
  return reaching;
}
