// Small networks of somebody else, written byte by byte, and what they compute in plain numbers.
import {
  attribute,
  constantNode,
  graphNode,
  producer,
  type NodeAttributes,
} from '../../../tools/inception2015/graph-writer.js';

export const imageSize = 16;
const [filters, classes] = [8, 5];
const float: NodeAttributes = { T: attribute.type('float') };

/** Numbers from −1 to 1 that do not repeat soon. */
export const numbers = (length: number, step: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (((i * step) % 1009) / 1009) * 2 - 1);

export const kernel = numbers(3 * 3 * 3 * filters, 37);
export const classWeights = numbers(filters * classes, 91);

interface SmallGraph {
  /** −1: any. */
  readonly batch?: number;
  /** The version by which TensorFlow reads the graph. */
  readonly version?: number;
  /** Written behind the others. */
  readonly more?: readonly Uint8Array[];
}

const mean = (name: string, axes: number[], of = 'relu'): Uint8Array[] => [
  ...constantNode(`${name}/axes`, [axes.length], Int32Array.from(axes)),
  ...graphNode(name, 'Mean', [of, `${name}/axes`], {
    ...float,
    Tidx: attribute.type('int32'),
    keep_dims: attribute.bool(true),
  }),
];

/** A node that gives a tensor another form. */
const reshaped = (name: string, of: string, sizes: number[]): Uint8Array[] => [
  ...constantNode(`${name}/shape`, [sizes.length], Int32Array.from(sizes)),
  ...graphNode(name, 'Reshape', [of, `${name}/shape`], { ...float, Tshape: attribute.type('int32') }),
];

export const placeholder = (batch: number): Uint8Array[] =>
  graphNode('images', 'Placeholder', [], {
    dtype: attribute.type('float'),
    shape: attribute.shape([batch, imageSize, imageSize, 3]),
  });

/** From `kernel` and `weights`, which are before them: `features` (N × 1 × 1 × 8), `flat` (N × 8), `logits` (N × 5). */
export const layers = (): Uint8Array[] => [
  ...graphNode('conv', 'Conv2D', ['images', 'kernel'], {
    ...float,
    strides: attribute.ints([1, 2, 2, 1]),
    padding: attribute.string('VALID'),
  }),
  ...graphNode('relu', 'Relu', ['conv'], float),
  ...mean('features', [1, 2]),
  ...reshaped('flat', 'features', [-1, filters]),
  ...reshaped('planes', 'features', [-1, filters, 1, 1]),
  ...reshaped('pairs', 'features', [-1, 2, 4]),
  ...graphNode('logits', 'MatMul', ['flat', 'weights'], float),
];

/** A frozen graph with the input `images`. */
export const smallGraph = ({ batch = -1, version = 987, more = [] }: SmallGraph = {}): Uint8Array =>
  Buffer.concat([
    ...placeholder(batch),
    ...constantNode('kernel', [3, 3, 3, filters], kernel),
    ...constantNode('weights', [filters, classes], classWeights),
    ...layers(),
    ...more,
    ...producer(version),
  ]);

/** The features and class probabilities of an image of `imageSize`, in double. */
export function plainly(image: ArrayLike<number>): { features: number[]; probabilities: number[] } {
  const side = (imageSize - 3) / 2 + 1;
  const whole = Math.floor(side);
  const features = Array.from({ length: filters }, (_, filter) => {
    let sum = 0;
    for (let y = 0; y < whole; y++) for (let x = 0; x < whole; x++) sum += Math.max(0, convolved(image, y, x, filter));
    return sum / (whole * whole);
  });
  const logits = Array.from({ length: classes }, (_, to) =>
    features.reduce((sum, value, from) => sum + value * classWeights[from * classes + to]!, 0),
  );
  return { features, probabilities: softmax(logits) };
}

function convolved(image: ArrayLike<number>, y: number, x: number, filter: number): number {
  let sum = 0;
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++)
      for (let channel = 0; channel < 3; channel++)
        sum +=
          image[((2 * y + row) * imageSize + 2 * x + column) * 3 + channel]! *
          kernel[((row * 3 + column) * 3 + channel) * filters + filter]!;
  return sum;
}

export function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** The old bilinear resize of TensorFlow, in double: the corner of a pixel is its place. */
export function plainResize(image: ArrayLike<number>, from: number, to: number): Float64Array {
  const result = new Float64Array(to * to * 3);
  for (let y = 0; y < to; y++)
    for (let x = 0; x < to; x++)
      for (let channel = 0; channel < 3; channel++) {
        const [row, column] = [(y * from) / to, (x * from) / to];
        const [top, left] = [Math.floor(row), Math.floor(column)];
        const at = (r: number, c: number): number =>
          image[(Math.min(r, from - 1) * from + Math.min(c, from - 1)) * 3 + channel]!;
        const above = at(top, left) + (at(top, left + 1) - at(top, left)) * (column - left);
        const below = at(top + 1, left) + (at(top + 1, left + 1) - at(top + 1, left)) * (column - left);
        result[(y * to + x) * 3 + channel] = above + (below - above) * (row - top);
      }
  return result;
}

/** Images of which no two are alike. */
export const someImages = (count: number, size: number): Uint8Array =>
  Uint8Array.from(
    { length: count * size * size * 3 },
    (_, i) => (i * 7919 + Math.floor(i / (size * size * 3)) * 53) % 256,
  );

/** A frozen graph whose widths (5, 50 and 7) are no multiples of what vector instructions take together. */
export function oddGraph(batch: number): Uint8Array {
  const convolution = (name: string, input: string, sizes: [number, number, number, number]): Uint8Array[] => [
    ...constantNode(
      `${name}/kernel`,
      sizes,
      numbers(
        sizes.reduce((product, size) => product * size, 1),
        37,
      ),
    ),
    ...graphNode(name, 'Conv2D', [input, `${name}/kernel`], {
      ...float,
      strides: attribute.ints([1, 1, 1, 1]),
      padding: attribute.string('SAME'),
    }),
  ];
  return Buffer.concat([
    ...placeholder(batch),
    ...convolution('conv', 'images', [3, 3, 3, 5]),
    ...graphNode('relu', 'Relu', ['conv'], float),
    ...convolution('wide', 'relu', [1, 1, 5, 50]),
    ...mean('features', [1, 2], 'wide'),
    ...reshaped('flat', 'features', [-1, 50]),
    ...constantNode('weights', [50, 7], numbers(350, 91)),
    ...graphNode('logits', 'MatMul', ['flat', 'weights'], float),
    ...producer(987),
  ]);
}
