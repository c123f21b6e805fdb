// Convolutions, pooling, resizing and batch norm: kernels over NHWC images, one each.
import type { Attribute, Attributes, Shape, Value } from './graph.js';
import { matMul, reshape, single } from './operations.js';
import { winograd, winogradPays } from './winograd.js';

const square = (n: number): Attribute => ({ kind: 'ints', value: [1, n, n, 1] });

export interface ConvolutionOptions {
  readonly stride?: 1 | 2;
  readonly dilation?: 1 | 2;
  readonly padding?: 'SAME' | 'VALID';
}

const knownForms = new Map<string, Attributes>();

/** Attributes of a convolution and of its two gradients; one object for each form. */
export function convolutionAttributes({ stride = 1, dilation = 1, padding = 'SAME' }: ConvolutionOptions): Attributes {
  const form = `${stride} ${dilation} ${padding}`;
  let attributes = knownForms.get(form);
  if (attributes === undefined) {
    attributes = {
      strides: square(stride),
      padding: { kind: 'string', value: padding },
      dilations: square(dilation),
    };
    knownForms.set(form, attributes);
  }
  return attributes;
}

/**
 * Up to this many pixels a 1×1 convolution costs less as a matrix product: oneDNN's convolutions have a fixed cost of
 * about 0.15 ms.
 */
const productPixels = 16384;

/** x [n, h, w, in], weight [k, k, in, out], stride 1, padding that keeps the size. */
export function convolution(x: Value, weight: Value, dilation: 1 | 2 = 1): Value {
  const [n, h, w, from] = x.shape as [number, number, number, number];
  const [kernel, , , to] = weight.shape as [number, number, number, number];
  const form = dilation === 2 ? 'dilated' : 'plain';
  if (winogradPays(x, weight, form)) return winograd(x, weight, form);
  if (kernel > 1 || n * h * w > productPixels || x.graph.isPlain) return conv2d(x, weight, { dilation });
  return reshape(matMul(reshape(x, [n * h * w, from]), reshape(weight, [from, to])), [n, h, w, to]);
}

/**
 * x [n, h, w, in], weight [k, k, in, out]. A stride of 2 with SAME pads like PyTorch's `padding` only for even kernels
 * on even sizes.
 */
export function conv2d(x: Value, weight: Value, options: ConvolutionOptions = {}): Value {
  const [n, h, w] = x.shape as [number, number, number, number];
  const [kernel, , , out] = weight.shape as [number, number, number, number];
  const { stride = 1, padding = 'SAME' } = options;
  const across = (size: number): number => Math.ceil((padding === 'SAME' ? size : size - kernel + 1) / stride);
  return single('Conv2D', [x, weight], [n, across(h), across(w), out], convolutionAttributes(options));
}

/** Each channel by itself: x [n, h, w, c], weight [k, k, c, 1], SAME padding. */
export function depthwiseConvolution(x: Value, weight: Value, stride: 1 | 2): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const shape = [n, Math.ceil(h / stride), Math.ceil(w / stride), c];
  return single('DepthwiseConv2dNative', [x, weight], shape, convolutionAttributes({ stride }));
}

/**
 * The paddings of PyTorch's ConvTranspose2d(kernel 3, stride 2, padding 1, output padding 1), as seen from the
 * convolution that it transposes.
 */
const depthwiseAttributes: Attributes = {
  strides: square(2),
  padding: { kind: 'string', value: 'EXPLICIT' },
  explicit_paddings: { kind: 'ints', value: [0, 0, 1, 0, 1, 0, 0, 0] },
};

/** Depthwise transposed convolution that doubles the size; weight [3, 3, c, 1]. */
export function depthwiseTransposed(x: Value, weight: Value): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const shape = [n, 2 * h, 2 * w, c];
  return single('DepthwiseConv2dNativeBackpropInput', [x.graph.integers(shape), weight, x], shape, depthwiseAttributes);
}

const poolAttributes: Attributes = {
  ksize: square(2),
  strides: square(2),
  padding: { kind: 'string', value: 'VALID' },
};

const halved = ([n, h, w, c]: Shape): Shape => [n!, Math.floor(h! / 2), Math.floor(w! / 2), c!];
export const averagePool = (x: Value): Value => single('AvgPool', [x], halved(x.shape), poolAttributes);
export const maxPool = (x: Value): Value => single('MaxPool', [x], halved(x.shape), poolAttributes);

const enlarged = ([n, h, w, c]: Shape, factor: number): Shape => [n!, h! * factor, w! * factor, c!];

export function resizeNearest(x: Value, factor: number): Value {
  const shape = enlarged(x.shape, factor);
  return single('ResizeNearestNeighbor', [x, x.graph.integers(shape.slice(1, 3))], shape);
}

/** Half-pixel centres, no aligned corners. */
const bilinearAttributes: Attributes = {
  align_corners: { kind: 'bool', value: false },
  half_pixel_centers: { kind: 'bool', value: true },
};

export function resizeBilinear(x: Value, factor: number): Value {
  const [, h, w] = x.shape as [number, number, number, number];
  return resizeBilinearTo(x, h * factor, w * factor);
}

export function resizeBilinearTo(x: Value, height: number, width: number): Value {
  const shape = [x.shape[0]!, height, width, x.shape[3]!];
  return single('ResizeBilinear', [x, x.graph.integers(shape.slice(1, 3))], shape, bilinearAttributes);
}

/** [n, h, w, c] to [4n, h/2, w/2, c]: the pixels of even and odd rows and columns become images of their own. */
export function interleavedImages(x: Value): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const block = x.graph.integers([2, 2]);
  const crops = x.graph.constant('int32', [2, 2], [0, 0, 0, 0]);
  return single('SpaceToBatchND', [x, block, crops], [4 * n, h / 2, w / 2, c], spaceIndex);
}

const spaceIndex: Attributes = {
  Tblock_shape: { kind: 'type', value: 'int32' },
  Tpaddings: { kind: 'type', value: 'int32' },
};

/** The result of a batch norm in training mode: the normalised batch, and the statistics to keep. */
export interface NormalisedBatch {
  readonly y: Value;
  readonly mean: Value;
  readonly variance: Value;
}

function batchNormAttributes(training: boolean, momentum: number): Attributes {
  return {
    U: { kind: 'type', value: 'float' },
    epsilon: { kind: 'float', value: 1e-5 },
    exponential_avg_factor: { kind: 'float', value: momentum },
    is_training: { kind: 'bool', value: training },
  };
}

/**
 * Batch norm over all but the last dimension. In training mode `mean` and `variance` are returned, moved by `momentum`
 * towards the batch's own (unbiased variance, n/(n−1)); momentum 1 gives the batch's own.
 */
export function batchNorm(
  x: Value,
  parameters: { readonly scale: Value; readonly bias: Value; readonly mean: Value; readonly variance: Value },
  training: boolean,
  momentum: number,
): NormalisedBatch {
  const { scale, bias, mean, variance } = parameters;
  const vector = { shape: scale.shape };
  const [y, newMean, newVariance] = x.graph.add(
    {
      kernel: 'FusedBatchNormV3',
      inputs: [x, scale, bias, mean, variance],
      attributes: { T: { kind: 'type', value: 'float' }, ...batchNormAttributes(training, momentum) },
    },
    [{ shape: x.shape }, vector, vector, vector, vector, { shape: [0] }],
  );
  return { y: y!, mean: newMean!, variance: newVariance! };
}
