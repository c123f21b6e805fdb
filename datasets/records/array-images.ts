// Arrays of images and of labels: which shapes they may have, and how one image lies in them.
import { numbersOf, type NumberArray } from '../../formats/arrays/number-array.js';
import { isWhole } from '../../formats/arrays/number-types.js';
import { FormatError } from '../../formats/format-error.js';
import { imageLimits } from '../limits.js';
import { packPixels, type Pixels } from './pixels.js';

/** How the images of an array lie in it. */
export interface ImageArrayLayout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** The channels of an image are planes, one after another. */
  readonly planes: boolean;
  /** Of one image. */
  readonly bytes: number;
}

/** `offset`: of the header. @throws FormatError */
export function imageLayout({ type, shape, fortranOrder }: Omit<NumberArray, 'bytes'>, offset: number): ImageArrayLayout {
  const told = `shape [${shape.join(', ')}] of ${type}${fortranOrder ? ', columns first' : ''}`;
  const layout = shape.length === 3 || shape.length === 4 ? sizesOf(shape) : null;
  if (type !== 'u1' || fortranOrder || layout === null)
    throw new FormatError(
      `images must be of u1 (uint8) in rows, as N × height × width, with 1 or 3 channels last or second (got ${told})`,
      offset,
    );
  const { height, width, channels } = layout;
  const { most } = imageLimits.pixels;
  if (height * width < 1 || height * width > most)
    throw new FormatError(`an image must have 1 to ${most} pixels (got ${height} × ${width})`, offset);
  return { ...layout, count: shape[0]!, bytes: height * width * channels };
}

const isChannels = (size: number): size is 1 | 3 => size === 1 || size === 3;

/** If both could be the channels, they are last, as TensorFlow has them. */
function sizesOf(shape: readonly number[]): Omit<ImageArrayLayout, 'count' | 'bytes'> | null {
  const [, first, second, third = 1] = shape as [number, number, number, number?];
  if (isChannels(third)) return { height: first, width: second, channels: third, planes: false };
  return isChannels(first) ? { height: second, width: third, channels: first, planes: true } : null;
}

/** One image of the array as size × size × 3 bytes. */
export function packArrayImage(bytes: Uint8Array, layout: ImageArrayLayout, size: number): Uint8Array {
  const { width, height, channels, planes } = layout;
  const inRows: Pixels['bytes'] = planes && channels === 3 ? interleaved(bytes) : bytes;
  return packPixels({ width, height, channels, bytes: inRows }, size);
}

function interleaved(planes: Uint8Array): Uint8Array {
  const area = planes.length / 3;
  const pixels = new Uint8Array(planes.length);
  for (let i = 0; i < area; i++)
    for (let channel = 0; channel < 3; channel++) pixels[i * 3 + channel] = planes[channel * area + i]!;
  return pixels;
}

/** Labels of an array N or N × 1, of any whole numbers from 0 to 255. @throws FormatError */
export function arrayLabels(array: NumberArray, start: number): Uint8Array {
  const { type, shape } = array;
  const isColumn = shape.length === 2 && shape[1] === 1;
  if (!isWhole(type) || (shape.length !== 1 && !isColumn))
    throw new FormatError(`labels must be whole numbers, one an image (got shape [${shape.join(', ')}] of ${type})`, start);
  const numbers = numbersOf(array);
  const wrong = numbers.findIndex((label) => label < 0 || label > 255);
  if (wrong < 0) return Uint8Array.from(numbers);
  const at = start + wrong * (array.bytes.length / numbers.length);
  throw new FormatError(`a label must be from 0 to 255 (got ${numbers[wrong]})`, at);
}
