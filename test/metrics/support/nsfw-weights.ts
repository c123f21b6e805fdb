// The pretrained Inception network of the package nsfwjs: its weights as numbers, and itself as TensorFlow.js runs it.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tf } from '../../../models/backend.js';
import type { WeightsOf } from '../../../tools/inception2015/build-graph.js';

interface Spec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization: { readonly min: number; readonly scale: number };
}
interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly Spec[] }[];
}

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('nsfwjs')), '..', 'models', 'inception_v3');
const loaded = <T>(name: string): T => require(join(folder, `${name}.min.js`)) as T;

/** Its model.json, and its weights, one byte a number. */
function packageFiles(): { model: ModelJson; bytes: Buffer } {
  const model = loaded<ModelJson>('model');
  const shards = model.weightsManifest[0]!.paths.map((path) => Buffer.from(loaded<string>(path), 'base64'));
  return { model, bytes: Buffer.concat(shards) };
}

/** Every tensor by its name. */
function tensors(): ReadonlyMap<string, Float32Array> {
  const { model, bytes } = packageFiles();
  let at = 0;
  return new Map(
    model.weightsManifest[0]!.weights.map(({ name, shape, quantization: { min, scale } }) => {
      const part = bytes.subarray(at, (at += shape.reduce((a, b) => a * b, 1)));
      return [name, Float32Array.from(part, (byte) => byte * scale + min)];
    }),
  );
}

/** Its convolutions have the order of the published layers, and numbers from 1 on. */
export function nsfwWeights(): WeightsOf {
  const all = tensors();
  return (_, number) => {
    const of = (name: string): Float32Array => all.get(name)!;
    const normal = `batch_normalization_${number + 1}`;
    return {
      kernel: of(`conv2d_${number + 1}/kernel`),
      mean: of(`${normal}/moving_mean`),
      variance: of(`${normal}/moving_variance`),
      beta: of(`${normal}/beta`),
    };
  };
}

/** The pooled features of scaled images, by TensorFlow.js. As in 2015, the last block pools by the maximum. */
export async function nsfwFeatures(images: Float32Array, count: number): Promise<Float32Array> {
  const { model, bytes } = packageFiles();
  const text = JSON.stringify(model.modelTopology).replace(
    /(\{"name":"average_pooling2d_9","class_name":)"AveragePooling2D"/,
    '$1"MaxPooling2D"',
  );
  if (!text.includes('"class_name":"MaxPooling2D","config":{"name":"average_pooling2d_9"'))
    throw new Error('nsfwjs must have the pooling layer that differs from 2015');
  const weightSpecs = model.weightsManifest[0]!.weights;
  const weightData = new Uint8Array(bytes).buffer;
  const whole = await tf.loadLayersModel({
    load: async () => ({ modelTopology: JSON.parse(text), weightSpecs, weightData }) as never,
  });
  const part = tf.model({ inputs: whole.inputs, outputs: whole.getLayer('flatten_1').output as never });
  const result = part.predict(tf.tensor4d(images, [count, 299, 299, 3])) as ReturnType<typeof tf.tensor2d>;
  return result.dataSync() as Float32Array;
}
