// Blur and loss of colour of images.
import type { ImageSet } from './image-set.js';

/** A Gaussian of this deviation in pixels, in both directions; the edges go on outside. */
export function blurred({ bytes, size, count }: ImageSet, deviation: number): Uint8Array {
  const reach = Math.ceil(3 * deviation);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  const sum = weights.reduce((a, b) => a + b);
  const kernel = weights.map((weight) => weight / sum);
  const columns = filtered(Float64Array.from(bytes), kernel, { size, count, step: 3 });
  const both = filtered(columns, kernel, { size, count, step: 3 * size });
  return new Uint8Array(Uint8ClampedArray.from(both).buffer);
}

/** Along rows (`step` 3) or columns (`step` 3 × size). */
function filtered(
  values: Float64Array,
  kernel: readonly number[],
  { size, count, step }: { readonly size: number; readonly count: number; readonly step: number },
): Float64Array {
  const result = new Float64Array(values.length);
  const reach = (kernel.length - 1) / 2;
  for (let i = 0; i < size * size * count * 3; i++) {
    const at = Math.floor(i / step) % size;
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) {
      const to = Math.min(size - 1, Math.max(0, at + k - reach));
      sum += kernel[k]! * values[i + (to - at) * step]!;
    }
    result[i] = sum;
  }
  return result;
}

/** Each pixel moves by this share towards its own grey. */
export function greyed({ bytes }: ImageSet, share: number): Uint8Array {
  const result = new Uint8ClampedArray(bytes.length);
  for (let i = 0; i < bytes.length; i += 3) {
    const grey = 0.299 * bytes[i]! + 0.587 * bytes[i + 1]! + 0.114 * bytes[i + 2]!;
    for (let channel = 0; channel < 3; channel++)
      result[i + channel] = bytes[i + channel]! + share * (grey - bytes[i + channel]!);
  }
  return new Uint8Array(result.buffer);
}
