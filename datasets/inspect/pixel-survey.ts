// Looks at packed images one after another: the digest of each, the sums that means and deviations come from, and a few
// images to show.
import { hash } from 'node:crypto';
import type { Digest } from '../../domain/digest.js';
import { bytesPerImage } from '../pack.js';

/** What is kept of an image. Equal pixels have equal digests. */
export interface ImageFacts {
  readonly digest: Digest;
  /** Of the bytes of each channel, red first. */
  readonly sums: readonly number[];
  readonly squares: readonly number[];
}

/** Enough for ten images of each of fifty classes, if they do not take more memory than this. */
const sample = { images: 500, bytes: 2 ** 25 };

export class PixelSurvey {
  private readonly most: number;
  private readonly kept = new Map<Digest, Uint8Array>();
  /** An image with a greater digest is not among the kept ones. */
  private bound = 'g';

  constructor(size: number) {
    this.most = Math.max(1, Math.min(sample.images, Math.floor(sample.bytes / bytesPerImage(size))));
  }

  /** `image`: size × size × 3 bytes, RGB. It may be changed afterwards. */
  examine(image: Uint8Array): ImageFacts {
    const digest = hash('sha256', image, 'hex');
    this.offer(digest, image);
    return { digest, ...sumsOf(image) };
  }

  /** Packed images that were examined, by digest: with the smallest digests, so a fair sample in whatever order. */
  samples(): ReadonlyMap<Digest, Uint8Array> {
    this.thin();
    return this.kept;
  }

  private offer(digest: Digest, image: Uint8Array): void {
    if (digest > this.bound || this.kept.has(digest)) return;
    this.kept.set(digest, image.slice());
    if (this.kept.size >= 2 * this.most) this.thin();
  }

  private thin(): void {
    const sorted = [...this.kept.keys()].sort();
    if (sorted.length <= this.most) return;
    for (const digest of sorted.slice(this.most)) this.kept.delete(digest);
    this.bound = sorted[this.most - 1]!;
  }
}

/** Whole numbers, far below 2⁵³: their order does not matter. */
function sumsOf(image: Uint8Array): Pick<ImageFacts, 'sums' | 'squares'> {
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let i = 0; i < image.length; i++) {
    const value = image[i]!;
    sums[i % 3]! += value;
    squares[i % 3]! += value * value;
  }
  return { sums, squares };
}
