// From bytes of images to what a network reads: resized, less a mean, times a scale.
import type { InputTreatment } from '../../domain/extractor.js';
import { resizeSquare } from '../../domain/resize-square.js';
import { tf, type TensorFlowModule } from '../../models/backend.js';
import type { Fetched } from './networks/types.js';

type Images = ReturnType<TensorFlowModule['tensor4d']>;

/** How each resize gives images of `to` × `to`. */
const resizes: Readonly<
  Record<InputTreatment['resize'], (images: Uint8Array, count: number, from: number, to: number) => Images>
> = {
  // Without aligned corners and half pixels: as TensorFlow did when these networks were trained.
  tf1: (images, count, from, to) =>
    tf.image.resizeBilinear(pixels(images, count, from), [to, to], false, false) as Images,
  antialias: (images, count, from, to) => pixels(resizedEach(images, count, from, to), count, to),
};

/** Treats images of one size, NHWC. */
export function treated(images: Uint8Array, count: number, size: number, treatment: InputTreatment): Fetched {
  const { size: wanted, mean, scale, resize } = treatment;
  const result = tf.tidy(() => {
    const resized = size === wanted ? pixels(images, count, size) : resizes[resize](images, count, size, wanted);
    return tf.mul(tf.sub(resized, mean), scale);
  });
  const data = result.dataSync() as Float32Array;
  result.dispose();
  return { shape: [count, wanted, wanted, 3], data };
}

const pixels = (images: Uint8Array, count: number, size: number): Images =>
  tf.tensor4d(Float32Array.from(images), [count, size, size, 3]);

function resizedEach(images: Uint8Array, count: number, from: number, to: number): Uint8Array {
  const each = from * from * 3;
  const result = new Uint8Array(count * to * to * 3);
  for (let i = 0; i < count; i++)
    result.set(resizeSquare(images.subarray(i * each, (i + 1) * each), from, to, 3), i * to * to * 3);
  return result;
}
