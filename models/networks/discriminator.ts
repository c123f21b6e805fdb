// The discriminator: a first block and three cells, every layer under spectral normalisation (reference: networks).
import { noDownSampling } from '../../domain/search/genotype.js';
import type { Genotype } from '../../domain/pipeline.js';
import type { Value } from '../ir/graph.js';
import { matMul, relu, sum } from '../ir/operations.js';
import { averagePool } from '../ir/spatial.js';
import { downEdge, normalEdge, pooledConvolution, pooledNormalEdge } from './edges.js';
import { convolve, spectralWeight, sumOfTerms } from './layers.js';
import type { Scope } from './scope.js';

/** Images [n, h, w, 3] in [−1, 1] to logits [n, 1]. */
export function discriminate(scope: Scope, genotype: Genotype, images: Value): Value {
  const features = genotype.reduce(
    (x, genes, cell) => discriminatorCell(scope, cell, genes, x),
    firstBlock(scope, images),
  );
  return matMul(sum(relu(features), [1, 2]), spectralWeight(scope, 'l5'));
}

function firstBlock(scope: Scope, images: Value): Value {
  const hidden = relu(convolve(scope, 'block1.c1', images, spectralWeight(scope, 'block1.c1')));
  const main = pooledConvolution(scope, 'block1.c2', hidden, spectralWeight(scope, 'block1.c2'));
  const shortcut = spectralWeight(scope, 'block1.shortcut');
  return sumOfTerms([main, convolve(scope, 'block1.shortcut', averagePool(images), shortcut)]);
}

/** A term of node2 or node3: its edge, its gene, its source. */
type Term = readonly [edge: string, gene: number, from: Value];

function discriminatorCell(scope: Scope, cell: number, genes: readonly number[], x: Value): Value {
  const [n0, n1, n2, n3, n4, d0, d1] = genes as [number, number, number, number, number, number, number];
  const node1 = normalEdge(scope, `cell${cell + 1}.n0`, n0, x, activated)!;
  const node2: readonly Term[] = [
    ['n1', n1, x],
    ['n2', n2, node1],
  ];
  const node3: readonly Term[] = [
    ['n3', n3, node1],
    ['n4', n4, x],
  ];
  return sumOfTerms([half(scope, cell, node2, 'd0', d0), half(scope, cell, node3, 'd1', d1)]);
}

const activated = { weightOf: spectralWeight, activated: true };
const averagePoolGene = 0;

/** The sum of the terms, passed through the down edge. */
function half(scope: Scope, cell: number, terms: readonly Term[], down: string, gene: number): Value {
  const edge = gene === averagePoolGene ? pooledNormalEdge : normalEdge;
  const values = terms.map(([name, operation, from]) =>
    edge(scope, `cell${cell + 1}.${name}`, operation, from, { ...activated, activated: name !== 'n4' }),
  );
  const node = sumOfTerms(values.filter((value) => value !== null));
  if (gene === noDownSampling || gene === averagePoolGene) return node;
  return downEdge(scope, `cell${cell + 1}.${down}`, gene, node, spectralWeight);
}
