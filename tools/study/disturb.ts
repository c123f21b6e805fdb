// Ways to spoil images, each in four strengths: what a figure should notice, and the more the stronger it is.
import type { RandomStream } from '../../domain/stream.js';
import { blurred, greyed } from './filters.js';
import type { ImageSet } from './image-set.js';

export interface Disturbance {
  readonly title: string;
  /** What a strength is, for people. */
  readonly unit: string;
  /** From weak to strong. */
  readonly strengths: readonly number[];
}

export interface PixelDisturbance extends Disturbance {
  apply(images: ImageSet, strength: number, random: RandomStream): Uint8Array;
}

const noise: PixelDisturbance = {
  title: 'noise',
  unit: 'deviation, of 255',
  strengths: [4, 8, 16, 32],
  apply: ({ bytes }, strength, random) => {
    // Uint8ClampedArray rounds, and keeps within 0 and 255.
    const noisy = new Uint8ClampedArray(bytes.length);
    for (let i = 0; i < bytes.length; i++) noisy[i] = bytes[i]! + strength * normal(random);
    return new Uint8Array(noisy.buffer);
  },
};

const blur: PixelDisturbance = {
  title: 'blur',
  unit: 'deviation, pixels',
  strengths: [0.4, 0.6, 1, 2],
  apply: blurred,
};

const masks: PixelDisturbance = {
  title: 'masks',
  unit: 'side, of the image’s',
  strengths: [0.125, 0.25, 0.375, 0.5],
  apply: ({ bytes, size, count }, share, random) => {
    const masked = bytes.slice();
    const side = Math.round(share * size);
    for (let image = 0; image < count; image++) {
      const [top, left] = [random.integer(size - side + 1), random.integer(size - side + 1)];
      for (let row = top; row < top + side; row++) {
        const from = ((image * size + row) * size + left) * 3;
        masked.fill(0, from, from + side * 3);
      }
    }
    return masked;
  },
};

const saturation: PixelDisturbance = {
  title: 'less colour',
  unit: 'share of the colour that is lost',
  strengths: [0.25, 0.5, 0.75, 1],
  apply: greyed,
};

export const pixelDisturbances: readonly PixelDisturbance[] = [noise, blur, masks, saturation];

/** Images of fewer classes; each has as many images as before in all. */
export const missingClasses: Disturbance = {
  title: 'missing classes',
  unit: 'share of the classes',
  strengths: [0.1, 0.3, 0.5, 0.8],
};

/** Box and Muller's method; one of its two numbers. */
const normal = (random: RandomStream): number =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
