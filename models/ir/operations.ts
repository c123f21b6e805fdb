// The operations of networks: each adds one kernel with its shape; gradients.ts has the rules. NHWC and HWIO
// throughout.
import type { Attributes, GradientRule, Shape, Value } from './graph.js';

const floats: Attributes = { T: { kind: 'type', value: 'float' } };

/** Attributes with T float added, made once for each set. */
const withFloats = new WeakMap<Attributes, Attributes>([[floats, floats]]);

/** A kernel whose one output has the given shape; T is float. */
export function single(
  kernel: string,
  inputs: readonly Value[],
  shape: Shape,
  attributes: Attributes = floats,
  gradient?: GradientRule,
): Value {
  let all = withFloats.get(attributes);
  if (all === undefined) withFloats.set(attributes, (all = { ...floats, ...attributes }));
  const own = gradient && { gradient };
  return inputs[0]!.graph.add({ kernel, inputs, attributes: all, ...own }, [{ shape }])[0]!;
}

const indexed = (name: string): Attributes => ({ [name]: { kind: 'type', value: 'int32' } });

// Element by element, with broadcasting.

function broadcastShape(a: Shape, b: Shape): Shape {
  if (a === b || b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes must broadcast (got [${a}] and [${b}])`);
    return x === 1 ? y : x;
  });
}

const elementwise = (kernel: string) => (a: Value, b: Value) =>
  single(kernel, [a, b], broadcastShape(a.shape, b.shape));
export const add = elementwise('AddV2');
export const subtract = elementwise('Sub');
export const multiply = elementwise('Mul');
export const divide = elementwise('RealDiv');
export const maximum = elementwise('Maximum');
export const minimum = elementwise('Minimum');

export const scale = (x: Value, factor: number): Value => multiply(x, x.graph.scalar(factor));

/**
 * The sum of one or more values of one shape, two at a time. Not AddN: it adds in another order if it can write into
 * the memory of one of its inputs. In a graph that depends on who still reads that input, and so on time.
 */
export const sumOf = (values: readonly Value[]): Value => values.reduce(add);

const unary = (kernel: string) => (x: Value) => single(kernel, [x], x.shape);
export const relu = unary('Relu');
export const relu6 = unary('Relu6');
export const tanh = unary('Tanh');
export const rsqrt = unary('Rsqrt');
export const sqrt = unary('Sqrt');
/** Over the last dimension of a matrix. */
export const softmax = unary('Softmax');

export const leakyRelu = (x: Value, alpha: number): Value =>
  single('LeakyRelu', [x], x.shape, { alpha: { kind: 'float', value: alpha } });

/** Adds a vector to the last dimension. */
export const biasAdd = (x: Value, bias: Value): Value => single('BiasAdd', [x, bias], x.shape);

/** Bytes 0–255 as floats. */
export function toFloat(x: Value): Value {
  const attributes: Attributes = { SrcT: { kind: 'type', value: x.type }, DstT: { kind: 'type', value: 'float' } };
  return x.graph.add({ kernel: 'Cast', inputs: [x], attributes }, [{ shape: x.shape }])[0]!;
}

/** Floats to integers, truncating towards zero. */
export function toInteger(x: Value): Value {
  const attributes: Attributes = { SrcT: { kind: 'type', value: x.type }, DstT: { kind: 'type', value: 'int32' } };
  return x.graph.add({ kernel: 'Cast', inputs: [x], attributes }, [{ shape: x.shape, type: 'int32' }])[0]!;
}

// Shape.

const shapeIndex = indexed('Tshape');
const index = indexed('Tidx');
export const sliceIndex = indexed('Index');
const paddingIndex = indexed('Tpaddings');

const size = (shape: Shape): number => shape.reduce((product, dimension) => product * dimension, 1);

export function reshape(x: Value, shape: Shape): Value {
  if (size(shape) !== size(x.shape)) throw new Error(`cannot reshape [${x.shape}] to [${shape}]`);
  if (`${shape}` === `${x.shape}` && shape.length === x.shape.length) return x;
  return single('Reshape', [x, x.graph.integers(shape)], shape, shapeIndex);
}

export const broadcastTo = (x: Value, shape: Shape): Value =>
  single('BroadcastTo', [x, x.graph.integers(shape)], shape, index);

const kept: Attributes = { ...index, keep_dims: { kind: 'bool', value: true } };
const dropped: Attributes = { ...index, keep_dims: { kind: 'bool', value: false } };

export function sum(x: Value, axes: readonly number[], keepDimensions = false): Value {
  const shape = keepDimensions
    ? x.shape.map((n, i) => (axes.includes(i) ? 1 : n))
    : x.shape.filter((_, i) => !axes.includes(i));
  return single('Sum', [x, x.graph.integers(axes)], shape, keepDimensions ? kept : dropped);
}

/** The mean of all elements, a scalar. */
export const mean = (x: Value): Value =>
  scale(
    sum(
      x,
      x.shape.map((_, i) => i),
    ),
    1 / size(x.shape),
  );

/** Half the sum of squares, a scalar. */
export const halfSquaredNorm = (x: Value): Value => single('L2Loss', [x], []);

/** Scalars in a row, as a vector. */
export const stack = (scalars: readonly Value[]): Value =>
  single('Pack', scalars, [scalars.length], { N: { kind: 'int', value: scalars.length } });

/** `x[begin : end : stride]` in each dimension. */
export function slice(x: Value, begin: Shape, end: Shape, strides: Shape = begin.map(() => 1)): Value {
  const shape = begin.map((from, i) => Math.ceil((end[i]! - from) / strides[i]!));
  const bounds = [begin, end, strides].map((values) => x.graph.integers(values));
  return single('StridedSlice', [x, ...bounds], shape, sliceIndex);
}

/** The first `size` elements of each dimension; its gradient pads with zeros. */
export function leading(x: Value, size: Shape): Value {
  const begin = x.graph.integers(size.map(() => 0));
  return single('Slice', [x, begin, x.graph.integers(size)], size, sliceIndex);
}

/** Every second pixel of every second row. As one contiguous slice: StridedSlice takes ten times as long. */
export function everySecondPixel(x: Value): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const pairs = reshape(x, [(n * h) / 2, 2, w / 2, 2 * c]);
  return reshape(leading(pairs, [(n * h) / 2, 1, w / 2, c]), [n, h / 2, w / 2, c]);
}

/** Zeros around the image: this many rows and columns before and after. */
export function padSpace(x: Value, before: number, after: number): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return pad(x, [0, 0, before, after, before, after, 0, 0], [n, h + before + after, w + before + after, c]);
}

/**
 * Zeros around x; `paddings`: before and after, for each dimension. Not the kernel Pad: oneDNN merges it with a
 * convolution that follows, but only in graphs, where the same numbers would have other bits.
 */
export function pad(x: Value, paddings: readonly number[], shape: Shape): Value {
  const around = x.graph.constant('int32', [x.shape.length, 2], paddings);
  return single('PadV2', [x, around, x.graph.scalar(0)], shape, paddingIndex);
}

// Linear algebra.

const transposition = (a: boolean, b: boolean): Attributes => ({
  transpose_a: { kind: 'bool', value: a },
  transpose_b: { kind: 'bool', value: b },
});
const transpositions = [
  [transposition(false, false), transposition(false, true)],
  [transposition(true, false), transposition(true, true)],
] as const;

export function matMul(a: Value, b: Value, transposeA = false, transposeB = false): Value {
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
  return single('MatMul', [a, b], shape, transpositions[transposeA ? 1 : 0][transposeB ? 1 : 0]);
}

const adjoints = (a: boolean, b: boolean): Attributes => ({
  adj_x: { kind: 'bool', value: a },
  adj_y: { kind: 'bool', value: b },
});
const adjointPairs = [
  [adjoints(false, false), adjoints(false, true)],
  [adjoints(true, false), adjoints(true, true)],
] as const;

/**
 * A product for each batch: [batch or 1, m, k] × [batch or 1, k, n]; a batch of 1 is used with every one of the
 * other's.
 */
export function batchMatMul(
  a: Value,
  b: Value,
  transposeA = false,
  transposeB = false,
  gradient?: GradientRule,
): Value {
  const shape = [Math.max(a.shape[0]!, b.shape[0]!), a.shape[transposeA ? 2 : 1]!, b.shape[transposeB ? 1 : 2]!];
  return single('BatchMatMulV2', [a, b], shape, adjointPairs[transposeA ? 1 : 0][transposeB ? 1 : 0], gradient);
}

const permutationIndex = indexed('Tperm');

/** x with its dimensions in another order. */
export function transpose(x: Value, order: readonly number[]): Value {
  const shape = order.map((from) => x.shape[from]!);
  return single('Transpose', [x, x.graph.integers(order)], shape, permutationIndex);
}
