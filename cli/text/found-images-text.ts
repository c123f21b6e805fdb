// The output of `eagan dataset find`, for people.
import type { FoundImage, FoundImages } from '../../control/dataset/find-images.js';
import type { ImagePlace } from '../../control/dataset/run-images.js';
import { formatNumber } from '../../scripts/format.mjs';

/** At most this many places of an image; the rest is counted. */
const most = 10;

/** A line for each image: `cat.png: train/17 (cat)`, or that no image of the data set has its pixels. */
export function foundText({ run, images, otherDecoder }: FoundImages): string {
  const doubt =
    otherDecoder === null
      ? []
      : [
          `The images of ${run} were decoded by another version (${otherDecoder}). Its pixels may differ a little, so an image that is not found may still be one of them.`,
        ];
  return [...images.map((found) => imageLine(run, found)), ...doubt].join('\n');
}

function imageLine(run: string, { image, places }: FoundImage): string {
  if (places.length === 0) return `${image}: no image in the data set of ${run} has these pixels`;
  const rest = places.length > most ? ` and ${formatNumber(places.length - most)} more` : '';
  return `${image}: ${places.slice(0, most).map(placeText).join(', ')}${rest}`;
}

const placeText = ({ split, index, class: name }: ImagePlace): string =>
  `${split}/${index} (${name === null ? 'no class' : name})`;
