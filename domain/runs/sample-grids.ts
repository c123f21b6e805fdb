// The pictures of samples in a report: how many images each has, and the latents of all of them. The latents are the
// same for every generation and every run, so pictures can be compared, and no run draws from their stream.
import { streamNames } from '../steps/places.js';

/** Raised when equal requests would give another picture. Pictures of before are then made again. */
export const samplesVersion = 1;

export const sampleRows = 4;
export const sampleColumns = 8;
export const sampleCount = sampleRows * sampleColumns;

const seed = 1;
export const sampleLatents = { seed, name: streamNames.sampleLatents } as const;
export const sampleNoise = { seed, name: streamNames.sampleNoise } as const;

/** Which images of a split stand for it: evenly spaced, because folders of images are sorted by class. */
export function sampledImages(images: number): number[] {
  const count = Math.min(sampleCount, images);
  return Array.from({ length: count }, (_, index) => Math.floor((index * images) / count));
}
