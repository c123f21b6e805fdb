// Measures, in a process of its own, what each operation of one cell adds to a forward of one image.
import { genes } from '../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import type { NetworkSizes } from '../../domain/steps/step-parameters.js';
import { forwardPass, type ForwardPass } from '../../models/forward-pass.js';
import { createNetwork, cutStandalone } from '../../models/index.js';
import type { Network } from '../../models/types.js';
import { supernetSpec } from '../../trainer/state/network-specs.js';
import { median } from '../../domain/averages.js';
import { contextOf, referenceOf, variantsOf } from './variants.js';

export interface CellRequest {
  readonly network: NetworkName;
  readonly cell: number;
  readonly sizes: NetworkSizes;
  readonly imageSize: number;
}

/** Milliseconds by gene and operation, relative to the edge's context: they may be negative. */
type Differences = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface MeasuredCell {
  readonly differences: Differences;
  /** Of the reference's whole forward. */
  readonly referenceMs: number;
}

/** An edge has at least and at most this many turns; between them, as many as fit into this many milliseconds. */
const turns = { least: 5, most: 60, fitMs: 500 };
/** In a turn each architecture runs this often, and its fastest run counts. */
const runsOfTurn = 3;

export function measureCell({ network, cell, sizes, imageSize }: CellRequest): MeasuredCell {
  const supernet = createNetwork(supernetSpec(network, sizes), 1, 'bench/latency');
  const open = (genotype: Genotype): Opened => openForward(supernet, genotype, imageSize);
  const reference = open(referenceOf(network));
  const references: number[] = [];
  const differences: Record<string, Record<string, number>> = {};
  for (const [gene, { name }] of genes[network].entries()) {
    const variants = variantsOf(network, cell, gene);
    const opened = [contextOf(network, cell, gene), ...variants.map(({ genotype }) => genotype)].map(open);
    const rounds = inTurns([reference, ...opened].map(({ pass }) => pass));
    references.push(...rounds.map(([first]) => first!));
    differences[name] = Object.fromEntries(
      variants.map(({ operation, edges }, i) => [
        operation,
        median(rounds.map(([, context, ...times]) => times[i]! - context!)) / edges,
      ]),
    );
    for (const one of opened) one.dispose();
  }
  reference.dispose();
  supernet.dispose();
  return { differences, referenceMs: median(references) };
}

interface Opened {
  readonly pass: ForwardPass;
  dispose(): void;
}

/** As in evaluations: as one graph. The first run prepares its kernels. */
function openForward(supernet: Network, genotype: Genotype, imageSize: number): Opened {
  const network = cutStandalone(supernet, genotype);
  const pass = forwardPass(network, imageSize, 'graph');
  pass.run();
  return {
    pass,
    dispose: () => {
      pass.dispose();
      network.dispose();
    },
  };
}

/** Milliseconds of each pass, turn by turn; each turn begins with another one. */
function inTurns(passes: readonly ForwardPass[]): number[][] {
  const rounds: number[][] = [];
  const start = performance.now();
  while (rounds.length < turns.least || (rounds.length < turns.most && performance.now() - start < turns.fitMs)) {
    const times: number[] = [];
    passes.forEach((_, i) => {
      const at = (i + rounds.length) % passes.length;
      times[at] = fastest(passes[at]!);
    });
    rounds.push(times);
  }
  return rounds;
}

function fastest(pass: ForwardPass): number {
  const times = Array.from({ length: runsOfTurn }, () => {
    const start = performance.now();
    pass.run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
