// Both networks in double precision, written from the reference's sentences and independent of models/: each operation
// in its plain form and order.
import type { Genotype } from '../../../domain/pipeline.js';
import type { Tensors } from '../../../store/types.js';
import * as op from './operations.js';
import type { Images, Weights } from './operations.js';
import { powerIteration, spectralNorm, type Directions } from './spectral.js';

export type Mode = 'training' | 'evaluation';

/** A network's tensors in double, with the changes that its passes make to buffers. Names as in `networkToTensors`. */
export class PlainTensors {
  private readonly tensors: Map<string, Weights>;
  /** The directions u and v that passes have used, in order. */
  readonly used: Directions[] = [];
  /** Directions to use instead of iterating, because σ's gradient is defined with u and v constant. */
  frozen: Directions[] | null = null;

  constructor(
    tensors: Tensors,
    readonly mode: Mode,
  ) {
    this.tensors = new Map(
      [...tensors].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data as Float32Array) }]),
    );
  }

  weight(name: string): Weights {
    return this.get(`weights/${name}`);
  }

  buffer(name: string): Float64Array {
    return this.get(`buffers/${name}`).data;
  }

  set(name: string, data: Float64Array): void {
    this.tensors.set(name, { ...this.get(name), data });
  }

  /** W / σ. In training mode after one power iteration, whose u and v are kept. */
  spectralWeight(layer: string): Weights {
    const weight = this.weight(`${layer}.weight`);
    const directions = this.directions(layer, weight);
    const sigma = spectralNorm(weight, directions);
    return { ...weight, data: weight.data.map((x) => x / sigma) };
  }

  private directions(layer: string, weight: Weights): Directions {
    const stored = { u: this.buffer(`${layer}.u`), v: this.buffer(`${layer}.v`) };
    if (this.mode === 'evaluation') return stored;
    if (this.frozen !== null) return this.frozen.shift()!;
    const next = powerIteration(weight, stored);
    this.used.push(next);
    this.set(`buffers/${layer}.u`, next.u);
    this.set(`buffers/${layer}.v`, next.v);
    return next;
  }

  /** Batch norm. A training pass moves the running statistics by a tenth, with the unbiased variance. */
  normalise(layer: string, x: Images): Images {
    const [scale, bias] = ['scale', 'bias'].map((name) => this.weight(`${layer}.${name}`).data) as [
      Float64Array,
      Float64Array,
    ];
    const running = { mean: this.buffer(`${layer}.mean`), variance: this.buffer(`${layer}.variance`) };
    if (this.mode === 'evaluation') return op.normalise(x, running, scale, bias);
    const { mean, variance, count } = op.channelStatistics(x);
    const moved = (old: Float64Array, now: Float64Array, factor: number): Float64Array =>
      old.map((value, i) => 0.9 * value + 0.1 * factor * now[i]!);
    this.set(`buffers/${layer}.mean`, moved(running.mean, mean, 1));
    this.set(`buffers/${layer}.variance`, moved(running.variance, variance, count / (count - 1)));
    return op.normalise(x, { mean, variance }, scale, bias);
  }

  private get(name: string): Weights {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`there is no tensor ${name}`);
    return tensor;
  }
}

/** The weight of a layer as a forward uses it. */
type WeightOf = (layer: string) => Weights;

const normalNames = ['none', 'skip_connect', 'conv_1x1', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'];
const upNames = ['nearest', 'bilinear', 'conv_transpose'];
const downNames = ['avg_pool', 'max_pool', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'];

/** A k×k convolution with bias that keeps or halves the size. Operations called `dil_…` have dilation 2. */
function convolve(tensors: PlainTensors, layer: string, x: Images, weightOf: WeightOf, stride = 1): Images {
  const weight = weightOf(layer);
  const dilation = layer.includes('.dil_') ? 2 : 1;
  const padding = ((weight.shape[0]! - 1) * dilation) / 2;
  return op.convolution(x, weight, tensors.weight(`${layer}.bias`).data, { stride, dilation, padding });
}

function normal(
  tensors: PlainTensors,
  edge: string,
  gene: number,
  x: Images,
  weightOf: WeightOf,
  activated = true,
): Images[] {
  if (gene === 0) return [];
  if (gene === 1) return [x];
  return [convolve(tensors, `${edge}.${normalNames[gene]}`, activated ? op.relu(x) : x, weightOf)];
}

function up(tensors: PlainTensors, edge: string, gene: number, x: Images): Images {
  const layer = `${edge}.${upNames[gene]}`;
  const weight = tensors.weight(`${layer}.weight`);
  if (gene === 2) {
    const larger = op.depthwiseTransposed(op.relu(x), tensors.weight(`${layer}.depthwise`));
    return op.convolution(larger, weight, null, { padding: 0 });
  }
  const larger = gene === 0 ? op.resizeNearest(x, 2) : op.resizeBilinear(x, 2);
  return op.convolution(op.relu(larger), weight, tensors.weight(`${layer}.bias`).data, { padding: 0 });
}

function down(tensors: PlainTensors, edge: string, gene: number, x: Images, weightOf: WeightOf): Images {
  if (gene === -1) return x;
  if (gene === 0) return op.averagePool(x);
  if (gene === 1) return op.maxPool(x);
  return convolve(tensors, `${edge}.${downNames[gene]}`, op.relu(x), weightOf, 2);
}

/** Latents [n][latent] to images. */
export function plainGenerator(tensors: PlainTensors, genotype: Genotype, latents: readonly Float64Array[]): Images {
  const weightOf: WeightOf = (layer) => tensors.weight(`${layer}.weight`);
  const skips: Images[] = [];
  let x: Images | null = null;
  genotype.forEach((genes, cell) => {
    const [u0, u1, n0, n1, n2, n3, n4] = genes as [number, number, number, number, number, number, number];
    const at = (edge: string): string => `cell${cell + 1}.${edge}`;
    const injected = latentImage(tensors, cell, latents);
    const input: Images = x === null ? injected : op.add([x, injected]);
    const [node0, node1] = [up(tensors, at('u0'), u0, input), up(tensors, at('u1'), u1, input)];
    const skipIns = skips.map((skip, j) => {
      const resized = (cell === 1 ? op.resizeBilinear : op.resizeNearest)(skip, node0.shape[1] / skip.shape[1]);
      return convolve(tensors, at(`skip${j + 1}`), resized, weightOf);
    });
    const edge = (name: string, gene: number, from: Images): Images[] =>
      normal(tensors, at(name), gene, from, weightOf);
    const node2 = op.add([...edge('n0', n0, node0), ...edge('n1', n1, node1), ...skipIns]);
    skips.push(node2);
    x = op.add([...edge('n2', n2, node0), ...edge('n3', n3, node1), ...edge('n4', n4, node2)]);
  });
  const normalised = op.relu(tensors.normalise('output.norm', x!));
  return op.tanh(convolve(tensors, 'output.conv', normalised, weightOf));
}

function latentImage(tensors: PlainTensors, cell: number, latents: readonly Float64Array[]): Images {
  const layer = `l${cell + 1}`;
  const [weight, bias] = [tensors.weight(`${layer}.weight`), tensors.weight(`${layer}.bias`).data];
  const part = latents[0]!.length / 3;
  const rows = latents.map((z) =>
    op.product(z.slice(cell * part, (cell + 1) * part), weight).map((value, i) => value + bias[i]!),
  );
  const channels = tensors.weight('output.norm.scale').shape[0]!;
  const width = Math.sqrt(rows[0]!.length / channels);
  return op.imagesOf(
    [rows.length, width, width, channels],
    rows.flatMap((row) => [...row]),
  );
}

/** Images in [−1, 1] to a logit each. */
export function plainDiscriminator(tensors: PlainTensors, genotype: Genotype, images: Images): number[] {
  const weightOf: WeightOf = (layer) => tensors.spectralWeight(layer);
  const hidden = op.relu(convolve(tensors, 'block1.c1', images, weightOf));
  const main = op.averagePool(convolve(tensors, 'block1.c2', hidden, weightOf));
  const shortcut = convolve(tensors, 'block1.shortcut', op.averagePool(images), weightOf);
  const features = genotype.reduce(
    (x, genes, cell) => {
      const [n0, n1, n2, n3, n4, d0, d1] = genes as [number, number, number, number, number, number, number];
      const at = (edge: string): string => `cell${cell + 1}.${edge}`;
      const edge = (name: string, gene: number, from: Images, activated = true): Images[] =>
        normal(tensors, at(name), gene, from, weightOf, activated);
      const node1 = edge('n0', n0, x)[0]!;
      const node2 = op.add([...edge('n1', n1, x), ...edge('n2', n2, node1)]);
      const half0 = down(tensors, at('d0'), d0, node2, weightOf);
      const node3 = op.add([...edge('n3', n3, node1), ...edge('n4', n4, x, false)]);
      return op.add([half0, down(tensors, at('d1'), d1, node3, weightOf)]);
    },
    op.add([main, shortcut]),
  );
  const weight = weightOf('l5');
  return op.sumOverSpace(op.relu(features)).map((row) => op.product(row, weight)[0]!);
}

/** The simple discriminator of GD2. */
export function plainSimpleDiscriminator(tensors: PlainTensors, images: Images): number[] {
  const convolved = (x: Images, i: number): Images =>
    op.convolution(x, tensors.weight(`conv${i}.weight`), tensors.weight(`conv${i}.bias`).data, {
      stride: 2,
      padding: 1,
    });
  const activated = (x: Images, i: number): Images => op.leakyRelu(tensors.normalise(`norm${i}`, x), 0.2);
  let x = images;
  for (const i of [1, 2, 3, 4, 5]) x = i % 2 === 1 ? activated(convolved(x, i), i) : convolved(x, i);
  const weight = tensors.spectralWeight('l4');
  return op.sumOverSpace(x).map((row) => op.product(row, weight)[0]!);
}
