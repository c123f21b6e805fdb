// Every gradient rule against finite differences, and every cheaper form of an operation against the plain one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../models/ir/differentiate.js';
import { Graph, type Shape, type Value } from '../../models/ir/graph.js';
import * as op from '../../models/ir/operations.js';
import * as spatial from '../../models/ir/spatial.js';
import { pooledNormalEdge, normalEdge, upEdge, downEdge } from '../../models/networks/edges.js';
import { plainWeight, spectralWeight } from '../../models/networks/layers.js';
import { Scope } from '../../models/networks/scope.js';
import { declarations } from '../../models/networks/declarations.js';
import { discriminatorSupernet, generatorSupernet } from '../support/tiny-networks.js';
import { evaluate, noise, type Fed } from '../support/device-values.js';

/** A differentiable expression of inputs of these shapes. */
type Expression = readonly [title: string, shapes: readonly Shape[], make: (...inputs: Value[]) => Value];

const image: Shape = [2, 6, 6, 3];
const expressions: readonly Expression[] = [
  ['add with broadcasting', [image, [3]], op.add],
  [
    'subtract with broadcasting',
    [
      [3, 1],
      [2, 3, 4],
    ],
    op.subtract,
  ],
  [
    'multiply with broadcasting',
    [
      [2, 3, 4],
      [1, 4],
    ],
    op.multiply,
  ],
  ['a sum of three, one twice', [[4], [4]], (a, b) => op.sumOf([a, b, a])],
  ['bias', [image, [3]], op.biasAdd],
  ['ReLU', [image], op.relu],
  ['leaky ReLU', [image], (x) => op.leakyRelu(x, 0.2)],
  ['tanh', [image], op.tanh],
  ['reshape', [image], (x) => op.reshape(x, [4, 54])],
  ['sum over space', [image], (x) => op.sum(x, [1, 2])],
  ['sum that keeps dimensions', [image], (x) => op.sum(x, [0, 3], true)],
  ['mean', [image], (x) => op.mean(op.multiply(x, x))],
  ['slice', [[3, 9]], (x) => op.slice(x, [0, 3], [3, 6])],
  ['every second pixel', [image], op.everySecondPixel],
  ['padding', [image], (x) => op.padSpace(x, 1, 2)],
  [
    'matrix product',
    [
      [3, 4],
      [4, 2],
    ],
    (a, b) => op.matMul(a, b),
  ],
  [
    'matrix product, first transposed',
    [
      [4, 3],
      [4, 2],
    ],
    (a, b) => op.matMul(a, b, true),
  ],
  [
    'matrix product, second transposed',
    [
      [3, 4],
      [2, 4],
    ],
    (a, b) => op.matMul(a, b, false, true),
  ],
  [
    'matrix product, both transposed',
    [
      [4, 3],
      [2, 4],
    ],
    (a, b) => op.matMul(a, b, true, true),
  ],
  ['convolution 1×1 as a product', [image, [1, 1, 3, 4]], (x, w) => spatial.convolution(x, w)],
  ['convolution 3×3', [image, [3, 3, 3, 4]], (x, w) => spatial.conv2d(x, w)],
  ['convolution 5×5', [image, [5, 5, 3, 2]], (x, w) => spatial.conv2d(x, w)],
  ['dilated convolution 3×3', [image, [3, 3, 3, 4]], (x, w) => spatial.conv2d(x, w, { dilation: 2 })],
  ['dilated convolution 5×5', [image, [5, 5, 3, 2]], (x, w) => spatial.conv2d(x, w, { dilation: 2 })],
  ['convolution 4×4, stride 2', [image, [4, 4, 3, 2]], (x, w) => spatial.conv2d(x, w, { stride: 2 })],
  [
    'convolution, stride 2, VALID',
    [image, [3, 3, 3, 2]],
    (x, w) => spatial.conv2d(x, w, { stride: 2, padding: 'VALID' }),
  ],
  ['depthwise transposed convolution', [image, [3, 3, 3, 1]], spatial.depthwiseTransposed],
  ['average pooling', [image], spatial.averagePool],
  ['max pooling', [image], spatial.maxPool],
  ['nearest ×2', [image], (x) => spatial.resizeNearest(x, 2)],
  ['nearest ×4', [image], (x) => spatial.resizeNearest(x, 4)],
  ['bilinear ×2', [image], (x) => spatial.resizeBilinear(x, 2)],
  ['batch norm', [image, [3], [3]], trainedBatchNorm],
];

function trainedBatchNorm(x: Value, scale: Value, bias: Value): Value {
  const [mean, variance] = [x.graph.constant('float', [3], [0, 0, 0]), x.graph.constant('float', [3], [1, 1, 1])];
  return spatial.batchNorm(x, { scale, bias, mean, variance }, true, 0.1).y;
}

for (const [title, shapes, make] of expressions) {
  test(`the gradient of ${title} is the slope`, () => {
    const fed = Object.fromEntries(shapes.map((shape, i) => [`x${i}`, noise(shape, i)]));
    assertSlopes((graph) => make(...shapes.map((shape, i) => graph.input(`x${i}`, shape))), fed);
  });
}

/** Central differences of a weighted sum of the outputs along one direction for each input; step 1/128, tolerance 1 % of the larger plus 2e-3. */
function assertSlopes(make: (graph: Graph) => Value, fed: Readonly<Record<string, Fed>>): void {
  const graph = new Graph();
  const y = make(graph);
  const weights = noise(y.shape, 9);
  const weighted = op.multiply(y, graph.input('weights', y.shape));
  const loss = op.sum(
    weighted,
    y.shape.map((_, i) => i),
  );
  const names = Object.keys(fed);
  const gradients = differentiate(
    loss,
    names.map((name) => graph.input(name, fed[name]!.shape)),
  );
  const step = 1 / 128;
  names.forEach((name, i) => {
    const direction = noise(fed[name]!.shape, 20 + i).data;
    const at = (sign: number): number => {
      const data = fed[name]!.data.map((x, j) => x + sign * step * direction[j]!);
      return evaluate({ loss }, { ...fed, weights, [name]: { ...fed[name]!, data } }).loss[0]!;
    };
    const slope = (at(1) - at(-1)) / (2 * step);
    const gradient = evaluate({ gradient: gradients[i]! }, { ...fed, weights }).gradient;
    const along = gradient.reduce((total, g, j) => total + g * direction[j]!, 0);
    const scale = gradient.reduce((total, g, j) => total + Math.abs(g * direction[j]!), 0);
    assert.ok(Math.abs(slope - along) <= 0.01 * scale + 2e-3, `${name}: slope ${slope}, gradient ${along}`);
  });
}

/** A scope of all tensors of a network, with values for them. */
function scopeOf(network: 'generator' | 'discriminator', graph: Graph): { scope: Scope; fed: Record<string, Fed> } {
  const spec = network === 'generator' ? generatorSupernet : discriminatorSupernet;
  const scope = new Scope(graph, network, spec, { mode: 'evaluation' });
  const fed = declarations(spec).map(({ name, shape, role }, i): [string, Fed] => [
    `${network}/${role === 'buffer' ? 'buffers' : 'weights'}/${name}`,
    noise(shape, i),
  ]);
  return { scope, fed: Object.fromEntries(fed) };
}

test('the gradient of a spectrally normalised weight flows through σ, with u and v constant', () => {
  const name = 'discriminator/weights/cell1.n0.conv_3x3.weight';
  const { fed } = scopeOf('discriminator', new Graph());
  const used = ['cell1.n0.conv_3x3.u', 'cell1.n0.conv_3x3.v'].map((tensor) => `discriminator/buffers/${tensor}`);
  const make = (graph: Graph): Value => spectralWeight(scopeOf('discriminator', graph).scope, 'cell1.n0.conv_3x3');
  const [u, v] = used as [string, string];
  const graph = new Graph();
  const y = make(graph);
  const loss = op.sum(op.multiply(y, graph.constant('float', y.shape, [...noise(y.shape, 3).data])), [0, 1, 2, 3]);
  const [gradient] = differentiate(loss, [graph.input(name, y.shape)]);
  const values = { [name]: fed[name]!, [u]: fed[u]!, [v]: fed[v]! };
  const slopes = evaluate({ gradient: gradient! }, values).gradient;
  const step = 1 / 64;
  for (const index of [0, 17, 100]) {
    const at = (sign: number): number => {
      const data = fed[name]!.data.map((x, i) => (i === index ? x + sign * step : x));
      return evaluate({ loss }, { ...values, [name]: { shape: y.shape, data } }).loss[0]!;
    };
    const slope = (at(1) - at(-1)) / (2 * step);
    assert.ok(Math.abs(slope - slopes[index]!) <= 0.02 * Math.abs(slope) + 2e-3, `${slope} against ${slopes[index]!}`);
  }
});

const activated = { weightOf: plainWeight, activated: true };
const x4: Shape = [2, 8, 8, 4];

/** Two forms of one thing, on the generator's tensors (the edges are alike in both networks). */
type Forms = readonly [title: string, (scope: Scope, x: Value) => readonly [cheap: Value, plain: Value]];
const forms: readonly Forms[] = [
  ...[1, 2, 3, 4, 5, 6].map((gene): Forms => [
    `operation ${gene} with average pooling`,
    (scope, x) => [
      pooledNormalEdge(scope, 'cell1.n0', gene, x, activated)!,
      spatial.averagePool(normalEdge(scope, 'cell1.n0', gene, x, activated)!),
    ],
  ]),
  [
    'nearest up-sampling after its convolution',
    (scope, x) => [
      upEdge(scope, 'cell1.u0', 0, x),
      convolved(scope, 'cell1.u0.nearest', op.relu(spatial.resizeNearest(x, 2))),
    ],
  ],
  [
    'a bilinear skip-in after its convolution',
    (scope, x) => [
      spatial.resizeBilinear(convolved(scope, 'cell2.skip1', x), 2),
      convolved(scope, 'cell2.skip1', spatial.resizeBilinear(x, 2)),
    ],
  ],
  [
    'a 1×1 convolution as a matrix product',
    (scope, x) => {
      const weight = plainWeight(scope, 'cell2.skip1');
      return [spatial.convolution(x, weight), spatial.conv2d(x, weight)];
    },
  ],
  ['every second pixel as one slice', (_, x) => [op.everySecondPixel(x), op.slice(x, [0, 0, 0, 0], x4, [1, 2, 2, 1])]],
];

function convolved(scope: Scope, layer: string, x: Value): Value {
  return op.biasAdd(spatial.conv2d(x, plainWeight(scope, layer)), scope.parameter(`${layer}.bias`));
}

for (const [title, make] of forms) {
  test(`${title} is the same as without, forwards and backwards`, () => {
    const graph = new Graph();
    const { scope, fed } = scopeOf('generator', graph);
    const x = graph.input('x', x4);
    const [cheap, plain] = make(scope, x);
    const used = [x, ...scope.parameters().values()];
    const [ofCheap, ofPlain] = [cheap, plain].map((y) => {
      const weighted = op.multiply(y, graph.constant('float', y.shape, [...noise(y.shape, 4).data]));
      return differentiate(op.sum(weighted, [0, 1, 2, 3]), used);
    }) as [(Value | undefined)[], (Value | undefined)[]];
    const values = { ...fed, x: noise(x4) };
    const pairs = [[cheap, plain] as const, ...used.map((_, i) => [ofCheap[i]!, ofPlain[i]!] as const)];
    for (const [ours, expected] of pairs) {
      const { a, b } = evaluate({ a: op.scale(ours, 1), b: op.scale(expected, 1) }, values);
      const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) <= 1e-5 * Math.max(1, largest), `${value} ${b[i]}`));
    }
  });
}

for (const [gene, kernel, dilation] of [
  [2, 3, 1],
  [3, 5, 1],
  [4, 3, 2],
  [5, 5, 2],
] as const) {
  test(`down operation ${gene} is a ${kernel}×${kernel} convolution with dilation ${dilation}, stride 2 and symmetric padding`, () => {
    const graph = new Graph();
    const { scope, fed } = scopeOf('discriminator', graph);
    const y = downEdge(scope, 'cell1.d0', gene, graph.input('x', x4), plainWeight);
    const layer = `discriminator/weights/cell1.d0.${['', '', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'][gene]}`;
    const [x, weight, bias] = [noise(x4), fed[`${layer}.weight`]!, fed[`${layer}.bias`]!];
    const { out } = evaluate({ out: y }, { ...fed, x });
    const expected = directConvolution(x, weight, bias, dilation);
    out.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 1e-5, `${value} ${expected[i]}`));
  });
}

/** ReLU, then stride 2, written out. */
function directConvolution(x: Fed, weight: Fed, bias: Fed, dilation: number): number[] {
  const [n, h, w, from] = x.shape as [number, number, number, number];
  const [kernel, , , to] = weight.shape as [number, number, number, number];
  const padding = ((kernel - 1) * dilation) / 2;
  const result: number[] = [];
  for (let image = 0; image < n; image++)
    for (let row = 0; row < h / 2; row++)
      for (let column = 0; column < w / 2; column++)
        for (let channel = 0; channel < to; channel++) {
          let sum = bias.data[channel]!;
          for (let i = 0; i < kernel; i++)
            for (let j = 0; j < kernel; j++) {
              const [r, c] = [2 * row - padding + i * dilation, 2 * column - padding + j * dilation];
              if (r < 0 || c < 0 || r >= h || c >= w) continue;
              for (let k = 0; k < from; k++)
                sum +=
                  Math.max(0, x.data[((image * h + r) * w + c) * from + k]!) *
                  weight.data[((i * kernel + j) * from + k) * to + channel]!;
            }
          result.push(sum);
        }
  return result;
}
