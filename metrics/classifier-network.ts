// The extractor's network: three convolutions, the maximum over the image, a layer of features, and the classes.
import { stream } from '../domain/stream.js';
import { tf, type TensorFlowModule } from '../models/backend.js';

export type Tensor = InstanceType<TensorFlowModule['Tensor']>;

/** Weights by name, on the device. */
export type Weights = Readonly<Record<string, Tensor>>;

export interface ClassifierShape {
  /** Width of the layer whose activations are the features. */
  readonly features: number;
  readonly classes: number;
}

/** Scales bytes to about mean 0 and deviation 1, for photographs on average. */
const [middle, spread] = [120, 64];

/**
 * Every weight's shape: convolutions are height × width × in × out. 5 × 5 with stride 2 first, because full resolution
 * costs most.
 */
function weightShapes({ features, classes }: ClassifierShape): Record<string, number[]> {
  const [first, second, third] = [24, 48, 96];
  return {
    'conv1/kernel': [5, 5, 3, first],
    'conv1/bias': [first],
    'conv2/kernel': [3, 3, first, second],
    'conv2/bias': [second],
    'conv3/kernel': [3, 3, second, third],
    'conv3/bias': [third],
    'features/kernel': [third, features],
    'features/bias': [features],
    'classes/kernel': [features, classes],
    'classes/bias': [classes],
  };
}

export const weightNames: readonly string[] = Object.keys(weightShapes({ features: 1, classes: 1 }));

/** Fresh values under `seed`: kernels uniform within √(6 / inputs) (He), biases and the last layer 0. */
export function initialValues(
  shape: ClassifierShape,
  seed: number,
): Map<string, { shape: number[]; data: Float32Array }> {
  const values = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, dimensions] of Object.entries(weightShapes(shape))) {
    const data = new Float32Array(dimensions.reduce((a, b) => a * b));
    const drawn = name.endsWith('/kernel') && !name.startsWith('classes/');
    if (drawn) fillUniform(data, Math.sqrt(6 / (data.length / dimensions.at(-1)!)), seed, `extractor/${name}`);
    values.set(name, { shape: dimensions, data });
  }
  return values;
}

function fillUniform(data: Float32Array, limit: number, seed: number, name: string): void {
  const random = stream(seed, name);
  for (let i = 0; i < data.length; i++) data[i] = (random.uniform() * 2 - 1) * limit;
}

/** Images as bytes (NHWC RGB) on the device, normalised. */
export function toInput(images: Uint8Array, count: number, size: number): Tensor {
  return tf.div(tf.sub(tf.tensor(new Float32Array(images), [count, size, size, 3]), middle), spread);
}

/** Features (not negative) and logits of a batch. Call inside `tf.tidy`. */
export function classify(weights: Weights, images: Tensor): { readonly features: Tensor; readonly logits: Tensor } {
  const { conv2d, dense } = layersOf(weights);
  const halved = conv2d('conv1', images, 2);
  const quartered = tf.maxPool(conv2d('conv2', halved, 1) as never, 2, 2, 'same');
  const strongest = tf.max(conv2d('conv3', quartered, 1), [1, 2]);
  const features = tf.relu(dense('features', strongest));
  return { features, logits: dense('classes', features) };
}

function layersOf(weights: Weights): {
  conv2d(name: string, input: Tensor, stride: number): Tensor;
  dense(name: string, input: Tensor): Tensor;
} {
  const [kernel, bias] = ['kernel', 'bias'].map((part) => (name: string) => weights[`${name}/${part}`]!) as [
    (name: string) => Tensor,
    (name: string) => Tensor,
  ];
  return {
    conv2d: (name, input, stride) =>
      tf.relu(tf.add(tf.conv2d(input as never, kernel(name) as never, stride, 'same'), bias(name))),
    dense: (name, input) => tf.add(tf.matMul(input, kernel(name)), bias(name)),
  };
}
