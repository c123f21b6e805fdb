// How far a figure would lie from itself for other images of the same kind: from its values without one part of them.
import { meanOf, totalOf } from '../domain/averages.js';

/** What is left when one part of the images is left out. */
interface LeftOut {
  /** Images of the part. */
  readonly images: number;
  /** The figure of all other images. */
  readonly value: number;
}

/**
 * The standard error of the figure `whole`: √((g − 1)/g · Σ (value − mean)²) for g equal parts, the jackknife that
 * deletes a group. For unequal parts, the weights of Busing, Meijer and van der Leeden (Statistics and Computing 9,
 * 1999). NaN if a value is none.
 */
export function jackknifeError(whole: number, parts: readonly LeftOut[]): number {
  const images = totalOf(parts.map((part) => part.images));
  const pseudoValues = parts.map((part) => {
    const share = images / part.images;
    return { share, value: share * whole - (share - 1) * part.value };
  });
  const centre = totalOf(pseudoValues.map(({ share, value }) => value / share));
  return Math.sqrt(meanOf(pseudoValues.map(({ share, value }) => (value - centre) ** 2 / (share - 1))));
}
