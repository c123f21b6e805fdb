// The antialiased bilinear resize of the field (Pillow's BILINEAR), to the bit: first along the rows, then along the
// columns, with weights in fixed point and values rounded to 8 bits after each.

/** Bits of a weight behind the point: 32 without the 8 of a value and 2 for the sum. */
const weightBits = 22;
const half = 2 ** (weightBits - 1);

/** Which input values make an output value: the first, and a weight for each of them. */
interface Tap {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * `from` × `from` pixels of so many channels to `to` × `to`. A triangle as wide as two output pixels weighs the input
 * pixels, so that none is left out.
 */
export function resizeSquare(pixels: Uint8Array, from: number, to: number, channels: number): Uint8Array {
  if (from === to) return pixels;
  const taps = tapsOf(from, to);
  const wide = alongRows(pixels, from, taps, channels);
  return alongColumns(wide, to * channels, taps);
}

/** All taps of the two sizes; computed once, because a data set has one size. */
function tapsOf(from: number, to: number): readonly Tap[] {
  const key = `${from} ${to}`;
  const found = known.get(key);
  if (found) return found;
  const taps = Array.from({ length: to }, (_, at) => tapAt(at, from, to));
  known.set(key, taps);
  return taps;
}
const known = new Map<string, readonly Tap[]>();

function tapAt(at: number, from: number, to: number): Tap {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const centre = (at + 0.5) * scale;
  const first = Math.max(0, Math.trunc(centre - reach + 0.5));
  const end = Math.min(from, Math.trunc(centre + reach + 0.5));
  const shares = Array.from({ length: end - first }, (_, i) =>
    Math.max(0, 1 - Math.abs((i + first - centre + 0.5) * (1 / reach))),
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return { first, weights: Int32Array.from(shares, (share) => Math.trunc((share / sum) * 2 ** weightBits + 0.5)) };
}

function alongRows(pixels: Uint8Array, side: number, taps: readonly Tap[], channels: number): Uint8Array {
  const result = new Uint8Array(side * taps.length * channels);
  let to = 0;
  for (let row = 0; row < side; row++) {
    for (const { first, weights } of taps) {
      const from = (row * side + first) * channels;
      for (let channel = 0; channel < channels; channel++) {
        result[to++] = weighed(pixels, from + channel, channels, weights);
      }
    }
  }
  return result;
}

function alongColumns(pixels: Uint8Array, rowLength: number, taps: readonly Tap[]): Uint8Array {
  const result = new Uint8Array(taps.length * rowLength);
  for (const [row, { first, weights }] of taps.entries()) {
    for (let at = 0; at < rowLength; at++) {
      result[row * rowLength + at] = weighed(pixels, first * rowLength + at, rowLength, weights);
    }
  }
  return result;
}

/** Weights are not negative and make 1 together, so the sum is from 0 to 255 and fits into 31 bits. */
function weighed(values: Uint8Array, from: number, step: number, weights: Int32Array): number {
  let sum = half;
  for (let i = 0; i < weights.length; i++) sum += values[from + i * step]! * weights[i]!;
  return Math.min(255, sum >> weightBits);
}
