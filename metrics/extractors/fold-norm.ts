// Folds a batch norm into the convolution before it, in double: one convolution with a bias gives the same.

export interface Norm {
  /** One number for each output, as all of these. Absent: 1. */
  readonly scale?: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  /** Added to a variance before its root. */
  readonly epsilon: number;
}

interface Weights {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** `kernel`: its last dimension is the outputs, or the one before if the last is 1. */
export function foldNorm(
  kernel: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  { scale, shift, mean, variance, epsilon }: Norm,
): { readonly kernel: Weights; readonly bias: Weights } {
  const outputs = variance.length;
  const factors = Float64Array.from(
    { length: outputs },
    (_, i) => (scale?.[i] ?? 1) / Math.sqrt(variance[i]! + epsilon),
  );
  const data = new Float32Array(kernel.data.length);
  for (let i = 0; i < data.length; i++) data[i] = kernel.data[i]! * factors[i % outputs]!;
  const bias = Float32Array.from(factors, (factor, i) => shift[i]! - mean[i]! * factor);
  return { kernel: { shape: [...kernel.shape], data }, bias: { shape: [outputs], data: bias } };
}
