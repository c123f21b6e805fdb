// Builds a frozen graph in the dialect of 2015 around given weights: for tests and benchmarks, since nobody publishes
// the original as a package. With random weights it has the work of the original, but its features mean nothing.
import { stream } from '../../domain/stream.js';
import { inceptionParts, type Convolution, type Part } from './blocks.js';
import { attribute, constantNode, constantText, graphNode, producer } from './graph-writer.js';

/** Of one convolution and the normalisation after it: kernel (height × width × in × out), and one number an output. */
interface ConvolutionWeights {
  readonly kernel: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly beta: Float32Array;
}

/** Where weights come from: of the convolution with this number, in the order of the published layers. */
export type WeightsOf = (convolution: Convolution, number: number) => ConvolutionWeights;

const [features, classes] = [2048, 1008];
const float = { T: attribute.type('float') };

/** The whole file. `classWeights`: 2048 × 1008. */
export function inceptionGraph(weightsOf: WeightsOf, classWeights: Float32Array): Uint8Array {
  let number = 0;
  const body = inceptionParts().flatMap((part) =>
    part.kind === 'convolution' ? convolutionNodes(part, weightsOf(part, number++)) : partNodes(part),
  );
  return Buffer.concat([...head(), ...body, ...tail(classWeights), ...producer(8)]);
}

function head(): Uint8Array[] {
  return [
    ...constantText('DecodeJpeg/contents', new Uint8Array(0)),
    ...graphNode('DecodeJpeg', 'DecodeJpeg', ['DecodeJpeg/contents'], { channels: attribute.int(3) }),
    ...graphNode('Cast', 'Cast', ['DecodeJpeg'], { SrcT: attribute.type('uint8'), DstT: attribute.type('float') }),
    ...constantNode('ExpandDims/dim', [], Int32Array.of(0)),
    ...graphNode('ExpandDims', 'ExpandDims', ['Cast', 'ExpandDims/dim'], float),
    ...constantNode('ResizeBilinear/size', [2], Int32Array.of(299, 299)),
    ...graphNode('ResizeBilinear', 'ResizeBilinear', ['ExpandDims', 'ResizeBilinear/size'], float),
    ...constantNode('Sub/y', [], Float32Array.of(128)),
    ...graphNode('Sub', 'Sub', ['ResizeBilinear', 'Sub/y'], float),
    ...constantNode('Mul/y', [], Float32Array.of(0.0078125)),
    ...graphNode('Mul', 'Mul', ['Sub', 'Mul/y'], float),
  ];
}

function convolutionNodes(part: Convolution, { kernel, mean, variance, beta }: ConvolutionWeights): Uint8Array[] {
  const { name, input, stride, padding } = part;
  const outputs = part.kernel[3];
  const statistics = { beta, gamma: new Float32Array(outputs).fill(1), moving_mean: mean, moving_variance: variance };
  const normalised = ['moving_mean', 'moving_variance', 'beta', 'gamma'].map((of) => `${name}/batchnorm/${of}`);
  return [
    ...constantNode(`${name}/conv2d_params`, part.kernel, kernel),
    ...graphNode(`${name}/Conv2D`, 'Conv2D', [input, `${name}/conv2d_params`], {
      ...float,
      strides: attribute.ints([1, stride, stride, 1]),
      padding: attribute.string(padding),
    }),
    ...Object.entries(statistics).flatMap(([of, data]) => constantNode(`${name}/batchnorm/${of}`, [outputs], data)),
    ...graphNode(`${name}/batchnorm`, 'BatchNormWithGlobalNormalization', [`${name}/Conv2D`, ...normalised], {
      ...float,
      variance_epsilon: attribute.float(0.001),
      scale_after_normalization: attribute.bool(false),
    }),
    ...graphNode(`${name}/CheckNumerics`, 'CheckNumerics', [`${name}/batchnorm`], {
      ...float,
      message: attribute.string('batchnorm output was NaN'),
    }),
    ...graphNode(`${name}/control_dependency`, 'Identity', [`${name}/batchnorm`, `^${name}/CheckNumerics`], float),
    ...graphNode(name, 'Relu', [`${name}/control_dependency`], float),
  ];
}

function partNodes(part: Exclude<Part, { readonly kind: 'convolution' }>): Uint8Array[] {
  if (part.kind === 'pooling') return pool(part.name, part.op, part.input, 3, part.stride, part.padding);
  return [
    ...constantNode(`${part.name}/concat_dim`, [], Int32Array.of(3)),
    ...graphNode(part.name, 'Concat', [`${part.name}/concat_dim`, ...part.inputs], {
      ...float,
      N: attribute.int(part.inputs.length),
    }),
  ];
}

const pool = (name: string, op: string, input: string, size: number, stride: number, padding: string): Uint8Array[] =>
  graphNode(name, op, [input], {
    ...float,
    ksize: attribute.ints([1, size, size, 1]),
    strides: attribute.ints([1, stride, stride, 1]),
    padding: attribute.string(padding),
  });

/** The published graph takes one image from here on: its shape says so. */
function tail(classWeights: Float32Array): Uint8Array[] {
  return [
    ...pool('pool_3', 'AvgPool', 'mixed_10/join', 8, 1, 'VALID'),
    ...constantNode('pool_3/_reshape/shape', [2], Int32Array.of(1, features)),
    ...graphNode('pool_3/_reshape', 'Reshape', ['pool_3', 'pool_3/_reshape/shape'], float),
    ...constantNode('softmax/weights', [features, classes], classWeights),
    ...constantNode(
      'softmax/biases',
      [classes],
      Float32Array.from({ length: classes }, (_, i) => (i % 7) / 10),
    ),
    ...graphNode('softmax/logits/MatMul', 'MatMul', ['pool_3/_reshape', 'softmax/weights'], float),
    ...graphNode('softmax/logits', 'Add', ['softmax/logits/MatMul', 'softmax/biases'], float),
    ...graphNode('softmax', 'Softmax', ['softmax/logits'], float),
  ];
}

/** Uniform weights that keep the size of activations (He). */
export function randomInception(seed: number): Uint8Array {
  const random = stream(seed, 'inception2015');
  const drawn = Float32Array.from({ length: 2 ** 16 }, () => random.uniform() * 2 - 1);
  let at = 0;
  // Drawing 24 million numbers takes a minute. These come again, but each time from another place and in other steps.
  const numbers = (length: number, limit: number): Float32Array => {
    const [first, step] = [(at += 7919), ((at * 2) % 1021) * 2 + 1];
    return Float32Array.from({ length }, (_, i) => drawn[(first + i * step + (i >>> 16) * 17) & 0xffff]! * limit);
  };
  const weightsOf: WeightsOf = ({ kernel: [height, width, inputs, outputs] }) => ({
    kernel: numbers(height * width * inputs * outputs, Math.sqrt(6 / (height * width * inputs))),
    mean: new Float32Array(outputs),
    variance: new Float32Array(outputs).fill(1),
    beta: new Float32Array(outputs),
  });
  return inceptionGraph(weightsOf, numbers(features * classes, 0.05));
}
