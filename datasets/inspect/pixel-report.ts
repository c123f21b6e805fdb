// What the pixels of a data set say together: means and deviations of the channels, and images that are equal.
import type { Digest } from '../../domain/digest.js';
import type { ImageFacts } from './pixel-survey.js';

/** An image of the packed data set. */
export interface PlacedImage extends ImageFacts {
  /** Of its file, or its number in the split: `train/17`. */
  readonly name: string;
  /** The number of classes: it has none. */
  readonly label: number;
}

export interface PlacedImages {
  readonly train: readonly PlacedImage[];
  readonly heldOut: readonly PlacedImage[];
}

/** Of the training images: red, green and blue, as shares of full brightness. */
export interface ChannelFigures {
  readonly mean: readonly number[];
  /** Over all pixels, with their number as the divisor. */
  readonly deviation: readonly number[];
}

export interface Duplicates {
  /** Held-out images that are training images too: figures of held-out images are too good by them. */
  readonly heldOutInTrain: number;
  /** Images that would have to go so that no two are equal. */
  readonly withinTrain: number;
  readonly withinHeldOut: number;
  /** Equal images together, training images first. Two or more names each. */
  readonly groups: readonly (readonly string[])[];
}

/** null: there is no training image. */
export function channelFigures(train: readonly ImageFacts[], size: number): ChannelFigures | null {
  if (train.length === 0) return null;
  const pixels = train.length * size * size;
  const total = (of: (facts: ImageFacts) => readonly number[]): number[] =>
    [0, 1, 2].map((channel) => train.reduce((sum, facts) => sum + of(facts)[channel]!, 0));
  const mean = total(({ sums }) => sums).map((sum) => sum / pixels);
  const squares = total((facts) => facts.squares).map((sum) => sum / pixels);
  return {
    mean: mean.map((value) => value / 255),
    deviation: squares.map((square, channel) => Math.sqrt(Math.max(0, square - mean[channel]! ** 2)) / 255),
  };
}

/** Images with equal pixels. */
export function duplicatesOf({ train, heldOut }: PlacedImages): Duplicates {
  const named = new Map<Digest, string[]>();
  for (const { digest, name } of [...train, ...heldOut]) {
    const names = named.get(digest);
    if (names) names.push(name);
    else named.set(digest, [name]);
  }
  const trained = new Set(train.map(({ digest }) => digest));
  const held = new Set(heldOut.map(({ digest }) => digest));
  return {
    heldOutInTrain: heldOut.filter(({ digest }) => trained.has(digest)).length,
    withinTrain: train.length - trained.size,
    withinHeldOut: heldOut.length - held.size,
    groups: [...named.values()].filter((names) => names.length > 1),
  };
}
