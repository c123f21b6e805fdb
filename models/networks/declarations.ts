// What each network owns: its parameters and buffers with shapes and start values. Pure; parameter counts come from
// here.
import { cellCount, genes, operationNames, type EdgeKind } from '../../domain/search/genotype.js';
import type { Genotype } from '../../domain/pipeline.js';
import type { Shape } from '../ir/graph.js';
import type { NetworkSpec } from '../types.js';

/** How a tensor starts (docs/reference/networks.md). `direction`: a unit vector in a Gaussian direction. */
type Start =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'direction' };

export interface Declaration {
  readonly name: string;
  readonly shape: Shape;
  readonly start: Start;
  /** Trained by Adam, or kept by the forward passes (running statistics, u, v). */
  readonly role: 'parameter' | 'buffer';
  /** How the published layout (NCHW, OIHW) differs; absent if it does not. */
  readonly published?: PublishedLayout;
}

/** Our data seen as `view`, transposed by `order`, has the published order; its shape there is `shape`. */
interface PublishedLayout {
  readonly view: Shape;
  readonly order: Shape;
  readonly shape: Shape;
}

/** A convolution of an edge: kernel size and dilation. */
export interface ConvolutionForm {
  readonly kernel: number;
  readonly dilation: 1 | 2;
}

/** The form of an operation named like `conv_3x3` or `dil_conv_5x5`; null for skips, pools and resizing. */
export function convolutionForm(operation: string): ConvolutionForm | null {
  const [, dilated, kernel] = /^(dil_)?conv_(\d)x\d$/.exec(operation) ?? [];
  return kernel === undefined ? null : { kernel: Number(kernel), dilation: dilated === undefined ? 1 : 2 };
}

/** Everything a network owns, in a fixed order. */
export function declarations(spec: NetworkSpec): Declaration[] {
  if (spec.network === 'generator') return generatorDeclarations(spec);
  return spec.form === 'simple' ? simpleDeclarations() : discriminatorDeclarations(spec);
}

const byName = new WeakMap<NetworkSpec, ReadonlyMap<string, Declaration>>();

/** The same by name; remembered for each specification, because every trace asks. */
export function declarationsByName(spec: NetworkSpec): ReadonlyMap<string, Declaration> {
  let known = byName.get(spec);
  if (known === undefined) byName.set(spec, (known = new Map(declarations(spec).map((each) => [each.name, each]))));
  return known;
}

const uniform = (limit: number): Start => ({ kind: 'uniform', limit });
const fanIn = (count: number): Start => uniform(1 / Math.sqrt(count));
const declare =
  (role: Declaration['role']) =>
  (name: string, shape: Shape, start: Start, published?: PublishedLayout): Declaration =>
    published === undefined ? { name, shape, start, role } : { name, shape, start, role, published };
const parameter = declare('parameter');
const buffer = declare('buffer');

/** Xavier-uniform weight [k, k, in, out] and a bias as PyTorch starts it. */
function convolution(name: string, kernel: number, from: number, to: number, bias = true): Declaration[] {
  const area = kernel * kernel;
  const shape = [kernel, kernel, from, to];
  const published = { view: shape, order: [3, 2, 0, 1], shape: [to, from, kernel, kernel] };
  return [
    parameter(`${name}.weight`, shape, uniform(Math.sqrt(6 / (area * (from + to)))), published),
    ...(bias ? [parameter(`${name}.bias`, [to], fanIn(area * from))] : []),
  ];
}

/** The vectors of spectral normalisation of a k×k layer: u (outputs) and v (kernel area × inputs), columns. */
function spectral(name: string, kernel: number, from: number, to: number): Declaration[] {
  const inputs = kernel * kernel * from;
  const left = { view: [to], order: [0], shape: [to] };
  const right = { view: [kernel, kernel, from], order: [2, 0, 1], shape: [inputs] };
  return [
    buffer(`${name}.u`, [to, 1], { kind: 'direction' }, left),
    buffer(`${name}.v`, [inputs, 1], { kind: 'direction' }, right),
  ];
}

const spectralConvolution = (name: string, kernel: number, from: number, to: number): Declaration[] => [
  ...convolution(name, kernel, from, to),
  ...spectral(name, kernel, from, to),
];

const spectralLinear = (name: string, from: number): Declaration[] => [
  parameter(`${name}.weight`, [from, 1], fanIn(from), { view: [from, 1], order: [1, 0], shape: [1, from] }),
  ...spectral(name, 1, from, 1),
];

const norm = (name: string, channels: number): Declaration[] => [
  parameter(`${name}.scale`, [channels], { kind: 'normal', mean: 1, deviation: 0.02 }),
  parameter(`${name}.bias`, [channels], { kind: 'constant', value: 0 }),
  buffer(`${name}.mean`, [channels], { kind: 'constant', value: 0 }),
  buffer(`${name}.variance`, [channels], { kind: 'constant', value: 1 }),
];

/** The operations that an edge holds: the genotype's one, or in a supernet all of them. */
function edgeOperations(genotype: Genotype | null, cell: number, index: number, kind: EdgeKind): string[] {
  const names = operationNames[kind];
  if (genotype === null) return [...names];
  const gene = genotype[cell]![index]!;
  return gene < 0 ? [] : [names[gene]!];
}

type EdgeDeclarer = (name: string, operation: string) => Declaration[];

function cellDeclarations(
  network: 'generator' | 'discriminator',
  genotype: Genotype | null,
  cell: number,
  declare: EdgeDeclarer,
): Declaration[] {
  return genes[network].flatMap((gene, index) =>
    edgeOperations(genotype, cell, index, gene.kind).flatMap((operation) =>
      declare(`cell${cell + 1}.${gene.name}.${operation}`, operation),
    ),
  );
}

function generatorDeclarations(spec: Extract<NetworkSpec, { network: 'generator' }>): Declaration[] {
  const { channels, latent, bottomWidth } = spec;
  const genotype = spec.form === 'standalone' ? spec.genotype : null;
  const edge: EdgeDeclarer = (name, operation) => {
    const form = convolutionForm(operation);
    if (form !== null) return convolution(name, form.kernel, channels, channels);
    if (operation === 'nearest' || operation === 'bilinear') return convolution(name, 1, channels, channels);
    if (operation !== 'conv_transpose') return [];
    const shape = [3, 3, channels, 1];
    const published = { view: shape, order: [2, 3, 0, 1], shape: [channels, 1, 3, 3] };
    const depthwise = parameter(`${name}.depthwise`, shape, uniform(1 / 3), published);
    return [depthwise, ...convolution(name, 1, channels, channels, false)];
  };
  return [
    ...[1, 2, 4].flatMap((factor, i) => latentDeclarations(`l${i + 1}`, latent / 3, channels, bottomWidth * factor)),
    ...Array.from({ length: cellCount }, (_, cell) => [
      ...cellDeclarations('generator', genotype, cell, edge),
      ...Array.from({ length: cell }, (_, j) =>
        convolution(`cell${cell + 1}.skip${j + 1}`, 1, channels, channels),
      ).flat(),
    ]).flat(),
    ...norm('output.norm', channels),
    ...convolution('output.conv', 3, channels, 3),
  ];
}

/** A linear layer from a part of the latent to an image [width, width, channels]. */
function latentDeclarations(name: string, from: number, channels: number, width: number): Declaration[] {
  const to = channels * width * width;
  return [
    parameter(`${name}.weight`, [from, to], fanIn(from), {
      view: [from, width, width, channels],
      order: [3, 1, 2, 0],
      shape: [to, from],
    }),
    parameter(`${name}.bias`, [to], fanIn(from), { view: [width, width, channels], order: [2, 0, 1], shape: [to] }),
  ];
}

function discriminatorDeclarations(
  spec: Extract<NetworkSpec, { network: 'discriminator'; form: 'supernet' | 'standalone' }>,
): Declaration[] {
  const { channels } = spec;
  const genotype = spec.form === 'standalone' ? spec.genotype : null;
  const edge: EdgeDeclarer = (name, operation) => {
    const form = convolutionForm(operation);
    return form === null ? [] : spectralConvolution(name, form.kernel, channels, channels);
  };
  return [
    ...spectralConvolution('block1.c1', 3, 3, channels),
    ...spectralConvolution('block1.c2', 3, channels, channels),
    ...spectralConvolution('block1.shortcut', 1, 3, channels),
    ...Array.from({ length: cellCount }, (_, cell) => cellDeclarations('discriminator', genotype, cell, edge)).flat(),
    ...spectralLinear('l5', channels),
  ];
}

/** Channels of the simple discriminator's five convolutions, and whether batch norm and LeakyReLU follow. */
export const simpleConvolutions = [
  { from: 3, to: 64, normalised: true },
  { from: 64, to: 128, normalised: false },
  { from: 128, to: 128, normalised: true },
  { from: 128, to: 128, normalised: false },
  { from: 128, to: 128, normalised: true },
] as const;

function simpleDeclarations(): Declaration[] {
  return [
    ...simpleConvolutions.flatMap(({ from, to, normalised }, i) => [
      ...convolution(`conv${i + 1}`, 4, from, to),
      ...(normalised ? norm(`norm${i + 1}`, to) : []),
    ]),
    ...spectralLinear('l4', 128),
  ];
}
