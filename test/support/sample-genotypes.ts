// Genotypes for tests: random legal ones, a few that together have every operation on every edge, and which edges lead
// nowhere.
import { noDownSampling } from '../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';

export interface GenotypePair {
  readonly generator: Genotype;
  readonly discriminator: Genotype;
}

/** Pairs drawn as a search draws them; the same for the same seed. */
export function randomPairs(count: number, seed: number): GenotypePair[] {
  const random = stream(seed, 'test/pairs');
  const draw = (network: NetworkName): Genotype => randomGenotype(fullSpace(network), random);
  return Array.from({ length: count }, () => ({ generator: draw('generator'), discriminator: draw('discriminator') }));
}

const perEdge = 7;
const cells = [0, 1, 2];

/** Seven pairs in which each edge of each cell takes each of its operations. */
export function coveringPairs(): GenotypePair[] {
  return Array.from({ length: perEdge }, (_, round) => ({
    generator: cells.map((cell) => generatorCell(round + 2 * cell)),
    discriminator: cells.map((cell) => discriminatorCell(round + 2 * cell)),
  }));
}

/** Normal genes rotate with different offsets, so that never two of them are 0. */
function generatorCell(turn: number): number[] {
  const [n0, n1, n2, n3, n4] = [0, 2, 1, 4, 6].map((offset) => (turn + offset) % perEdge);
  return [turn % 3, (turn + 1) % 3, n0!, n1!, n2!, n3!, n4!];
}

function discriminatorCell(turn: number): number[] {
  const [n1, n2, n3, n4] = [1, 3, 4, 5].map((offset) => (turn + offset) % perEdge);
  const d0 = (turn % perEdge) - 1;
  return [1 + (turn % 6), n1!, n2!, n3!, n4!, d0, d0 === noDownSampling ? d0 : (d0 + 3) % 6];
}

/**
 * The edges of a genotype, named like `cell1.n0`, that run but do not reach the output. The rules come from the
 * reference's drawings of the cells.
 */
export function deadEdges(network: NetworkName, genotype: Genotype): Set<string> {
  return new Set(network === 'generator' ? deadOfGenerator(genotype) : genotype.flatMap(deadOfDiscriminatorCell));
}

/** In a discriminator only n2 and n3 read node1, and node2 and node3 always reach the output. */
const deadOfDiscriminatorCell = ([, , n2, n3]: readonly number[], cell: number): string[] =>
  n2 === 0 && n3 === 0 ? [`cell${cell + 1}.n0`] : [];

/** In a generator n4 and the node2 of each later cell read node2. */
function deadOfGenerator(genotype: Genotype): string[] {
  const node2Lives = genotype.map((genes) => genes[6]! > 0);
  for (const cell of [1, 0]) node2Lives[cell] ||= node2Lives.slice(cell + 1).some(Boolean);
  return genotype.flatMap(([, , n0, n1, n2, n3], cell) => {
    const reads = (gene: number | undefined): boolean => gene! > 0 && node2Lives[cell]!;
    const dead = [
      ...(n2! > 0 || reads(n0) ? [] : ['u0']),
      ...(n3! > 0 || reads(n1) ? [] : ['u1']),
      ...(node2Lives[cell] ? [] : ['n0', 'n1', ...Array.from({ length: cell }, (_, j) => `skip${j + 1}`)]),
    ];
    return dead.map((edge) => `cell${cell + 1}.${edge}`);
  });
}
