// The weight gradient of the depthwise transposed convolution for GPUs: products and sums replace a kernel that
// TensorFlow refuses there.
import type { Shape, Value } from './graph.js';
import { multiply, pad, reshape, single, sliceIndex, sum } from './operations.js';

/**
 * The gradient of `depthwiseTransposed`'s weight [3, 3, c, 1], for x [n, h, w, c] and the gradient [n, 2h, 2w, c] of
 * its result. Tap (a, b) brings pixel (i, j) of x to pixel (2i − 1 + a, 2j − 1 + b). So each tap is the sum of products
 * of x (moved by one row or column for tap 0) with every second row and column of the gradient.
 */
export function depthwiseWeightGradient(x: Value, gradient: Value): Value {
  const taps = [0, 1, 2].flatMap((a) =>
    [0, 1, 2].map((b) => {
      const moved = movedColumn(movedRow(x, a === 0), b === 0);
      return sum(multiply(moved, everySecond(gradient, a === 1 ? 0 : 1, b === 1 ? 0 : 1)), [0, 1, 2]);
    }),
  );
  const count = { N: { kind: 'int', value: taps.length } } as const;
  const [, , , c] = x.shape as [number, number, number, number];
  return reshape(single('Pack', taps, [taps.length, c], count), [3, 3, c, 1]);
}

/** Row i + 1 in place of row i, zeros in the last. Equal nodes of a graph are one, so six taps share this. */
function movedRow(x: Value, isMoved: boolean): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return isMoved ? reshape(dropFirst(reshape(x, [n, h * w * c]), w * c), x.shape) : x;
}

function movedColumn(x: Value, isMoved: boolean): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return isMoved ? reshape(dropFirst(reshape(x, [n * h, w * c]), c), x.shape) : x;
}

/** Each row without its first `count` numbers, and as many zeros at the end. */
function dropFirst(x: Value, count: number): Value {
  const [rows, columns] = x.shape as [number, number];
  return pad(part(x, [0, count], [rows, columns - count]), [0, 0, 0, count], x.shape);
}

/** Every second row from `row` and every second column from `column`, as one contiguous slice. */
function everySecond(x: Value, row: 0 | 1, column: 0 | 1): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const pairs = reshape(x, [(n * h) / 2, 2, w / 2, 2 * c]);
  return reshape(part(pairs, [0, row, 0, column * c], [(n * h) / 2, 1, w / 2, c]), [n, h / 2, w / 2, c]);
}

const part = (x: Value, begin: Shape, size: Shape): Value =>
  single('Slice', [x, x.graph.integers(begin), x.graph.integers(size)], size, sliceIndex);
