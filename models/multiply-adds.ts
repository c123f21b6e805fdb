// How many multiply-adds one forward of a network takes for one image: pure, from its genotype and sizes.
import { totalOf } from '../domain/averages.js';
import {
  cellCount,
  genes,
  noDownSampling,
  operationName,
  operationNames,
  type EdgeKind,
} from '../domain/search/genotype.js';
import type { Genotype } from '../domain/pipeline.js';
import { convolutionForm, simpleConvolutions } from './networks/declarations.js';
import { assertNetworkSpec } from './networks/forward.js';
import type { NetworkSpec } from './types.js';

type GeneratorSpec = Extract<NetworkSpec, { network: 'generator' }>;
type DiscriminatorSpec = Extract<NetworkSpec, { network: 'discriminator'; form: 'supernet' | 'standalone' }>;

/**
 * Multiply-adds of one forward for one image of that size: products of convolutions (including 1×1, shortcuts and
 * skips), transposed convolutions and linear layers. They are counted in the form in which the method defines them,
 * whatever cheaper form runs, including the zeros of padding. Additions, normalisation, activations, pooling and
 * resizing count nothing. As for parameters, edges that do not reach the output count. In a supernet each operation
 * counts once, and a discriminator's cells at the size before any of them halves it: no forward takes more.
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL
 */
export function multiplyAdds(spec: NetworkSpec, imageSize: number): number {
  assertNetworkSpec(spec);
  if (spec.network === 'generator') return ofGenerator(spec);
  return spec.form === 'simple' ? ofSimple(imageSize) : ofDiscriminator(spec, imageSize);
}

/** A k×k convolution that gives an image of that width. */
const convolution = (kernel: number, from: number, to: number, width: number): number =>
  kernel * kernel * from * to * width * width;

function ofGenerator(spec: GeneratorSpec): number {
  const { channels, latent, bottomWidth } = spec;
  const cells = Array.from({ length: cellCount }, (_, cell) => {
    const width = bottomWidth * 2 ** cell;
    const linear = (latent / 3) * channels * width * width;
    const skips = cell * convolution(1, channels, channels, 2 * width);
    return linear + skips + totalOf(cellOperations(spec, cell).map((edge) => ofGeneratorEdge(edge, channels, width)));
  });
  return totalOf(cells) + convolution(3, channels, 3, 8 * bottomWidth);
}

function ofGeneratorEdge({ kind, operation }: Edge, channels: number, width: number): number {
  const pointwise = convolution(1, channels, channels, 2 * width);
  if (kind === 'normal') return ofConvolution(operation, channels, 2 * width);
  return operation === 'conv_transpose' ? 9 * channels * width * width + pointwise : pointwise;
}

function ofDiscriminator(spec: DiscriminatorSpec, imageSize: number): number {
  const { channels } = spec;
  const first =
    convolution(3, 3, channels, imageSize) +
    convolution(3, channels, channels, imageSize) +
    convolution(1, 3, channels, imageSize / 2);
  let width = imageSize / 2;
  let total = first + channels;
  for (let cell = 0; cell < cellCount; cell++) {
    const edges = cellOperations(spec, cell);
    total += totalOf(
      edges.map(({ kind, operation }) => ofConvolution(operation, channels, kind === 'down' ? width / 2 : width)),
    );
    if (spec.form === 'standalone' && halves(spec.genotype, cell)) width /= 2;
  }
  return total;
}

const halves = (genotype: Genotype, cell: number): boolean => genotype[cell]!.at(-1) !== noDownSampling;

function ofConvolution(operation: string, channels: number, width: number): number {
  const form = convolutionForm(operation);
  return form === null ? 0 : convolution(form.kernel, channels, channels, width);
}

function ofSimple(imageSize: number): number {
  const layers = simpleConvolutions.map(({ from, to }, i) =>
    convolution(4, from, to, Math.floor(imageSize / 2 ** (i + 1))),
  );
  return totalOf(layers) + simpleConvolutions.at(-1)!.to;
}

interface Edge {
  readonly kind: EdgeKind;
  readonly operation: string;
}

/** The operations of a cell: the genotype's, or in a supernet all of them. */
function cellOperations(spec: GeneratorSpec | DiscriminatorSpec, cell: number): Edge[] {
  return genes[spec.network].flatMap(({ kind }, gene) => {
    const names = spec.form === 'supernet' ? operationNames[kind] : [operationName(kind, spec.genotype[cell]![gene]!)];
    return names.map((operation) => ({ kind, operation }));
  });
}
