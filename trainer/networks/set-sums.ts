// What is kept of a set of images as it passes through an extractor: sums of all features, sums of some, and classes.
import { classifierScore, scoreDeviation, StatisticsAccumulator, type Statistics } from '../../metrics/index.js';
import type { Extractor, FeatureBatch } from '../../metrics/types.js';

export class SetSums {
  private readonly all: StatisticsAccumulator;
  private readonly some: StatisticsAccumulator | null;
  /** 1 for each image that is among some. */
  private readonly isChosen: Uint8Array;
  private readonly probabilities: Float32Array;
  private done = 0;

  /** `images`: how many will pass. `chosen`: numbers of images whose features are summed apart; null: none. */
  constructor(
    private readonly extractor: Pick<Extractor, 'features' | 'classes'>,
    images: number,
    chosen: Uint32Array | null,
  ) {
    this.all = new StatisticsAccumulator(extractor.features);
    this.some = chosen && new StatisticsAccumulator(extractor.features);
    this.isChosen = new Uint8Array(images);
    chosen?.forEach((index) => (this.isChosen[index] = 1));
    this.probabilities = new Float32Array(images * extractor.classes);
  }

  add({ images, features, probabilities }: FeatureBatch): void {
    const { features: width, classes } = this.extractor;
    this.all.add(features, images);
    for (let i = 0; i < images; i++)
      if (this.isChosen[this.done + i] === 1) this.some?.add(features.subarray(i * width, (i + 1) * width), 1);
    this.probabilities.set(probabilities, this.done * classes);
    this.done += images;
  }

  /** Score null: there are fewer images than splits. */
  finish(splits: number): {
    readonly statistics: Statistics;
    readonly drawn: Statistics | null;
    readonly score: { readonly value: number; readonly deviation: number } | null;
  } {
    const { probabilities, extractor, done } = this;
    const given = [probabilities, extractor.classes, splits] as const;
    return {
      statistics: this.all.finish(),
      drawn: this.some?.finish() ?? null,
      score: done < splits ? null : { value: classifierScore(...given), deviation: scoreDeviation(...given) },
    };
  }
}
