// The gradient of every differentiable kernel, in terms of kernels.
import type { GradientRule, Node, Shape, Value } from './graph.js';
import {
  pad,
  sliceIndex,
  batchMatMul,
  broadcastTo,
  matMul,
  multiply,
  reshape,
  scale,
  single,
  sum,
  transpose,
} from './operations.js';
import { depthwiseWeightGradient } from './depthwise-gradient.js';
import { thinInputGradient, thinPays } from './thin-convolution.js';
import { averagePool, convolutionAttributes, interleavedImages } from './spatial.js';

/** A rule for kernels with one output. */
type SingleRule = (node: Node, gradient: Value, needed: readonly boolean[]) => readonly (Value | undefined)[];

const when = (needed: boolean | undefined, make: () => Value): Value | undefined => (needed ? make() : undefined);

/** Sums a gradient over the dimensions that broadcasting had added. */
function unbroadcast(gradient: Value, shape: Shape): Value {
  const missing = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((n, i) => (i < missing || (shape[i - missing] === 1 && n !== 1) ? [i] : []));
  return axes.length === 0 ? gradient : reshape(sum(gradient, axes), shape);
}

/** The kernel's gradient kernels have the same attributes. */
const same = (node: Node, kernel: string, inputs: readonly Value[], shape: Shape): Value =>
  single(kernel, inputs, shape, node.attributes);

const linear: Record<string, SingleRule> = {
  AddV2: (node, gradient, needed) =>
    node.inputs.map((input, i) => when(needed[i], () => unbroadcast(gradient, input.shape))),
  Sub: ({ inputs: [a, b] }, gradient, needed) => [
    when(needed[0], () => unbroadcast(gradient, a!.shape)),
    when(needed[1], () => unbroadcast(scale(gradient, -1), b!.shape)),
  ],
  Mul: ({ inputs: [a, b] }, gradient, needed) => [
    when(needed[0], () => unbroadcast(multiply(gradient, b!), a!.shape)),
    when(needed[1], () => unbroadcast(multiply(gradient, a!), b!.shape)),
  ],
  BiasAdd: (_, gradient, needed) => [
    gradient,
    when(needed[1], () =>
      sum(
        gradient,
        gradient.shape.slice(1).map((_, i) => i),
      ),
    ),
  ],
  Reshape: ({ inputs: [x] }, gradient) => [reshape(gradient, x!.shape)],
  Sum: ({ inputs: [x, axes] }, gradient) => {
    const kept = x!.shape.map((n, i) => (axes!.node.data!.includes(i) ? 1 : n));
    return [broadcastTo(reshape(gradient, kept), x!.shape)];
  },
  StridedSlice: (node, gradient) => {
    const [x, ...bounds] = node.inputs;
    const shape = x!.graph.integers(x!.shape);
    return [same(node, 'StridedSliceGrad', [shape, ...bounds, gradient], x!.shape)];
  },
  Slice: ({ inputs: [x] }, gradient) => {
    // Only slices from 0 are made (`leading`), so the padding is at the end.
    const behind = x!.shape.flatMap((n, i) => [0, n - gradient.shape[i]!]);
    return [pad(gradient, behind, x!.shape)];
  },
  PadV2: ({ inputs: [x, paddings] }, gradient) => {
    const begin = paddings!.node.data!.filter((_, i) => i % 2 === 0);
    const inputs = [gradient, x!.graph.integers(begin), x!.graph.integers(x!.shape)];
    return [single('Slice', inputs, x!.shape, sliceIndex)];
  },
  MatMul: (node, gradient, needed) => productRule(node, gradient, needed, matMul, ['transpose_a', 'transpose_b']),
  BatchMatMulV2: (node, gradient, needed) =>
    productRule(node, gradient, needed, batchMatMul, ['adj_x', 'adj_y']).map(
      (of, i) => of && unbroadcast(of, node.inputs[i]!.shape),
    ),
  Transpose: ({ inputs: [, order] }, gradient) => {
    const { data } = order!.node;
    return [
      transpose(
        gradient,
        data!.map((_, i) => data!.indexOf(i)),
      ),
    ];
  },
};

/** The rule of a·b, each transposed or not as the named attributes say. */
function productRule(
  { inputs, attributes }: Node,
  gradient: Value,
  needed: readonly boolean[],
  product: typeof matMul,
  transposed: readonly [string, string],
): (Value | undefined)[] {
  const [a, b] = inputs as [Value, Value];
  const [ta, tb] = transposed.map((name) => attributes[name]!.value === true) as [boolean, boolean];
  return [
    when(needed[0], () => (ta ? product(b, gradient, tb, true) : product(gradient, b, false, !tb))),
    when(needed[1], () => (tb ? product(gradient, a, true, ta) : product(a, gradient, !ta, false))),
  ];
}

const activations: Record<string, SingleRule> = {
  Relu: (node, gradient) => [single('ReluGrad', [gradient, node.outputs[0]!], gradient.shape)],
  LeakyRelu: (node, gradient) => [same(node, 'LeakyReluGrad', [gradient, node.inputs[0]!], gradient.shape)],
  Tanh: (node, gradient) => [single('TanhGrad', [node.outputs[0]!, gradient], gradient.shape)],
};

const spatial: Record<string, SingleRule> = {
  Conv2D: (node, gradient, needed) => {
    const [x, weight] = node.inputs as [Value, Value];
    const sizes = (value: Value): Value => value.graph.integers(value.shape);
    return [
      when(needed[0], () =>
        isThin(node)
          ? thinInputGradient(weight, gradient)
          : same(node, 'Conv2DBackpropInput', [sizes(x), weight, gradient], x.shape),
      ),
      when(needed[1], () => weightGradient(node, gradient)),
    ];
  },
  DepthwiseConv2dNativeBackpropInput: (node, gradient, needed) => {
    const [, weight, x] = node.inputs as [Value, Value, Value];
    const inputs = [gradient, weight.graph.integers(weight.shape), x];
    // On a CPU the kernel is up to six times as fast. On a GPU TensorFlow refuses it if bits must repeat.
    const ofWeight = (): Value =>
      x.graph.device === 'gpu'
        ? depthwiseWeightGradient(x, gradient)
        : same(node, 'DepthwiseConv2dNativeBackpropFilter', inputs, weight.shape);
    return [
      undefined,
      when(needed[1], ofWeight),
      when(needed[2], () => same(node, 'DepthwiseConv2dNative', [gradient, weight], x.shape)),
    ];
  },
  AvgPool: (node, gradient) => {
    const [x] = node.inputs as [Value];
    return [same(node, 'AvgPoolGrad', [x.graph.integers(x.shape), gradient], x.shape)];
  },
  MaxPool: (node, gradient) => {
    const [x] = node.inputs as [Value];
    return [same(node, 'MaxPoolGrad', [x, node.outputs[0]!, gradient], x.shape)];
  },
  DepthToSpace: (node, gradient) => [same(node, 'SpaceToDepth', [gradient], node.inputs[0]!.shape)],
  ResizeNearestNeighbor: ({ inputs: [x] }, gradient) => [sumOfBlocks(gradient, gradient.shape[1]! / x!.shape[1]!)],
  ResizeBilinear: (node, gradient) => [
    same(node, 'ResizeBilinearGrad', [gradient, node.inputs[0]!], node.inputs[0]!.shape),
  ],
};

/** Is the gradient of this convolution's input cheaper in the form for few channels? */
function isThin({ inputs, outputs, attributes }: Node): boolean {
  const [kernel, , from, to] = inputs[1]!.shape as [number, number, number, number];
  const size = inputs[0]!.shape[1]!;
  const plain = outputs[0]!.shape[1] === size && (attributes.dilations!.value as number[])[1] === 1;
  return plain && thinPays(kernel, to, from, size);
}

/**
 * The gradient of a convolution's weight. oneDNN's dilated one is up to 7 times as slow as the convolution if the
 * kernel reaches over the image on all sides (8×8 with a dilated 5×5: 6.5 ms at 64 channels and 40 images). Then every
 * second pixel becomes an image of its own, and the plain gradient takes 2.2 ms.
 */
function weightGradient(node: Node, gradient: Value): Value {
  const [x, weight] = node.inputs as [Value, Value];
  const [kernel, size] = [weight.shape[0]!, x.shape[1]!];
  const [, dilation] = node.attributes.dilations!.value as number[];
  const inputs = (a: Value, b: Value): Value[] => [a, weight.graph.integers(weight.shape), b];
  if (dilation === 1 || size % 2 !== 0 || size > 2 * (kernel - 1))
    return same(node, 'Conv2DBackpropFilter', inputs(x, gradient), weight.shape);
  const separate = inputs(interleavedImages(x), interleavedImages(gradient));
  return single('Conv2DBackpropFilter', separate, weight.shape, convolutionAttributes({}));
}

/** The sum over each factor × factor block, factor a power of two: the reverse of nearest resizing. */
function sumOfBlocks(x: Value, factor: number): Value {
  let result = x;
  for (let left = factor; left > 1; left /= 2) result = averagePool(result);
  return scale(result, factor * factor);
}

const batchNorm: GradientRule = (node, [gradient]) => {
  if (gradient === undefined) return [];
  const [x, gamma] = node.inputs as [Value, Value];
  const { epsilon, is_training, T, U } = node.attributes;
  const [, , , ...reserved] = node.outputs as [Value, Value, Value, Value, Value, Value];
  const vector = { shape: gamma.shape };
  return x.graph
    .add(
      {
        kernel: 'FusedBatchNormGradV3',
        inputs: [gradient, x, gamma, ...reserved],
        attributes: { T: T!, U: U!, epsilon: epsilon!, is_training: is_training! },
      },
      [{ shape: x.shape }, vector, vector, { shape: [0] }, { shape: [0] }],
    )
    .slice(0, 3);
};

/** Wraps a rule that sees its one output's gradient. */
const ofSingle =
  (rule: SingleRule): GradientRule =>
  (node, [gradient], needed) =>
    gradient === undefined ? [] : rule(node, gradient, needed);

/** The rule of each kernel that has one. */
export const gradientRules: ReadonlyMap<string, GradientRule> = new Map([
  ...Object.entries({ ...linear, ...activations, ...spatial }).map(
    ([kernel, rule]) => [kernel, ofSingle(rule)] as const,
  ),
  ['FusedBatchNormV3', batchNorm],
]);

/**
 * The rule of a node: its own, or its kernel's.
 * @throws Error if the kernel has none: a network must not use it on the way to a weight.
 */
export function gradientRule(node: Node): GradientRule {
  const rule = node.gradient ?? gradientRules.get(node.kernel);
  if (rule === undefined) throw new Error(`${node.kernel} has no gradient`);
  return rule;
}
