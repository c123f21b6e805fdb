// Images between the file's layout (NCHW) and ours (NHWC).
import type { TensorData } from '../../../store/types.js';

/** [n, c, h, w] as [n, h, w, c]. */
export function imagesToNhwc({ shape, data }: TensorData): Float32Array {
  const [n, c, h, w] = shape as [number, number, number, number];
  return swapped(data, n, c, h * w);
}

/** [n, h, w, c] as [n, c, h, w]. */
export function imagesToNchw({ shape, data }: TensorData): Float32Array {
  const [n, h, w, c] = shape as [number, number, number, number];
  return swapped(data, n, h * w, c);
}

/** Swaps the last two dimensions of [n, rows, columns]. */
function swapped(data: ArrayLike<number>, n: number, rows: number, columns: number): Float32Array {
  const result = new Float32Array(n * rows * columns);
  for (let i = 0; i < n; i++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        result[(i * columns + column) * rows + row] = data[(i * rows + row) * columns + column]!;
  return result;
}
