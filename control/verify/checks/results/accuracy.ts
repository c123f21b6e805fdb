// The accuracy of an extractor: a count of held-out images by their number, and not below the pipeline's floor.
import { unless } from '../check.js';

/** What is wrong with the numbers of its step. */
export function accuracyProblems(numbers: Readonly<Record<string, number>>, floor: number, images: number): string[] {
  const { heldOutAccuracy = NaN } = numbers;
  const right = Math.round(heldOutAccuracy * images);
  if (!(right >= 0 && right <= images))
    return [`its accuracy must be a share of ${images} images (got ${heldOutAccuracy})`];
  return [
    ...unless('its numbers', { heldOutAccuracy: right / images }, numbers),
    ...(heldOutAccuracy >= floor ? [] : [`its accuracy must be at least ${floor} (got ${heldOutAccuracy})`]),
  ];
}
