// The generator: three up-sampling cells fed by a latent in three parts (reference: networks).
import type { Genotype } from '../../domain/pipeline.js';
import type { Value } from '../ir/graph.js';
import { add, biasAdd, matMul, relu, reshape, slice, tanh } from '../ir/operations.js';
import { resizeBilinear, resizeNearest } from '../ir/spatial.js';
import type { NetworkSpec } from '../types.js';
import { normalEdge, upEdge, type EdgeOptions } from './edges.js';
import { beforeBias, convolve, normalise, plainWeight, sumOfTerms } from './layers.js';
import type { Scope } from './scope.js';

type GeneratorSpec = Extract<NetworkSpec, { network: 'generator' }>;

const options: EdgeOptions = { weightOf: plainWeight, activated: true };

/** Latents [n, latent] to images [n, 8b, 8b, 3] in [−1, 1]. */
export function generate(scope: Scope, spec: GeneratorSpec, genotype: Genotype, latents: Value): Value {
  const skips: Value[] = [];
  let x: Value | undefined;
  genotype.forEach((genes, cell) => {
    const injected = latentImage(scope, spec, cell, latents);
    const { out, skip } = generatorCell(scope, cell, genes, x === undefined ? injected : add(x, injected), skips);
    skips.push(skip);
    x = out;
  });
  const normalised = relu(normalise(scope, 'output.norm', x!));
  return tanh(convolve(scope, 'output.conv', normalised, plainWeight(scope, 'output.conv')));
}

/** The part of the latent that belongs to a cell, as that cell's input image. */
function latentImage(scope: Scope, spec: GeneratorSpec, cell: number, latents: Value): Value {
  const part = spec.latent / 3;
  const width = spec.bottomWidth * 2 ** cell;
  const batch = latents.shape[0]!;
  const z = slice(latents, [0, cell * part], [batch, (cell + 1) * part]);
  const flat = biasAdd(matMul(z, plainWeight(scope, `l${cell + 1}`)), scope.parameter(`l${cell + 1}.bias`));
  return reshape(flat, [batch, width, width, spec.channels]);
}

/** Later cells get node2 with the skip-ins. It is a new value, even if its only term is a skip of node0 or node1. */
function generatorCell(
  scope: Scope,
  cell: number,
  genes: readonly number[],
  x: Value,
  skips: readonly Value[],
): { out: Value; skip: Value } {
  const [u0, u1, n0, n1, n2, n3, n4] = genes as [number, number, number, number, number, number, number];
  const name = (edge: string): string => `cell${cell + 1}.${edge}`;
  const normal = (edge: string, gene: number, from: Value): Value | null =>
    normalEdge(scope, name(edge), gene, from, options);
  const node0 = upEdge(scope, name('u0'), u0, x);
  const node1 = upEdge(scope, name('u1'), u1, x);
  const skipIns = skips.map((skip, j) => skipIn(scope, name(`skip${j + 1}`), cell, skip, node0.shape[1]!));
  const node2 = sumOfTerms(
    [normal('n0', n0, node0), normal('n1', n1, node1), ...skipIns].filter((term) => term !== null),
  );
  const terms = [normal('n2', n2, node0), normal('n3', n3, node1), normal('n4', n4, node2)];
  return { out: sumOfTerms(terms.filter((term) => term !== null)), skip: node2 };
}

/**
 * An earlier cell's skip_out at this cell's size: bilinear in cell 2, nearest in cell 3. The 1×1 convolution commutes
 * with either, so it runs first.
 */
function skipIn(scope: Scope, layer: string, cell: number, skip: Value, width: number): Value {
  const projected = convolve(scope, layer, skip, plainWeight(scope, layer));
  const resize = cell === 1 ? resizeBilinear : resizeNearest;
  return beforeBias((x) => resize(x, width / skip.shape[1]!), projected);
}
