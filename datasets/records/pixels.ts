// Makes the one packed form of an image from pixels of another size, in other orders, or without colours.
import { resizeSquare } from '../../domain/resize-square.js';

/** Pixels row by row; the channels of a pixel lie side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/** The middle square of the image as size × size × 3 bytes RGB. A grey pixel becomes three equal values. */
export function packPixels({ width, height, channels, bytes }: Pixels, size: number): Uint8Array {
  const side = Math.min(width, height);
  const square = middleSquare(bytes, width, height, channels);
  const resized = side === size ? square : resizeSquare(square, side, size, channels);
  return channels === 3 ? resized : threeTimes(resized);
}

/** Three planes of one colour each, as rows of RGB pixels. `columns`: in the planes columns follow one another. */
export function fromPlanes(planes: Uint8Array, side: number, order: 'rows' | 'columns'): Uint8Array {
  const area = side * side;
  const pixels = new Uint8Array(area * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const from = order === 'rows' ? row * side + column : column * side + row;
      const to = (row * side + column) * 3;
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = planes[channel * area + from]!;
    }
  }
  return pixels;
}

function middleSquare(bytes: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  if (width === height) return bytes;
  const side = Math.min(width, height);
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const square = new Uint8Array(side * side * channels);
  for (let row = 0; row < side; row++) {
    const from = ((top + row) * width + left) * channels;
    square.set(bytes.subarray(from, from + side * channels), row * side * channels);
  }
  return square;
}

function threeTimes(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) pixels.fill(grey[i]!, i * 3, i * 3 + 3);
  return pixels;
}
