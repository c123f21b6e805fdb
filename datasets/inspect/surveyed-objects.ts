// Takes what an ingest packs, examines the images in it and keeps nothing else: so that a data set can be examined as a
// run would see it, in little memory and without a place on the disk.
import { hash } from 'node:crypto';
import { EaganError } from '../../domain/errors.js';
import type { Digest } from '../../domain/digest.js';
import type { DatasetSplit } from '../../domain/steps/artifacts.js';
import type { Objects } from '../../domain/steps/objects.js';
import { bytesPerImage, imagesPerBlock } from '../pack.js';
import type { ImageFacts, PixelSurvey } from './pixel-survey.js';

export class SurveyedObjects implements Objects {
  private readonly blocks = new Map<Digest, readonly ImageFacts[]>();
  /** Objects that are no full block, so that they may be the labels of a split. */
  private readonly short = new Map<Digest, Uint8Array>();

  constructor(
    private readonly survey: PixelSurvey,
    private readonly size: number,
  ) {}

  async put(bytes: Uint8Array): Promise<Digest> {
    const each = bytesPerImage(this.size);
    const digest = hash('sha256', bytes, 'hex');
    if (bytes.length % each === 0 && !this.blocks.has(digest)) {
      const images = Array.from({ length: bytes.length / each }, (_, i) => bytes.subarray(i * each, (i + 1) * each));
      this.blocks.set(
        digest,
        images.map((image) => this.survey.examine(image)),
      );
    }
    if (bytes.length !== each * imagesPerBlock(this.size)) this.short.set(digest, bytes.slice());
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const bytes = this.short.get(digest);
    if (bytes) return bytes;
    throw new EaganError('EAGAN_INTERNAL', `an ingest that is only examined cannot read object ${digest} again`);
  }

  async has(digest: Digest): Promise<boolean> {
    return this.blocks.has(digest) || this.short.has(digest);
  }

  /** The images of a split that was packed here, in their order. */
  async imagesOf(split: DatasetSplit): Promise<(ImageFacts & { readonly label: number })[]> {
    const labels = await this.get(split.labels);
    const images = split.blocks.flatMap((block) => this.blocks.get(block)!);
    return images.map((facts, i) => ({ ...facts, label: labels[i]! }));
  }
}
