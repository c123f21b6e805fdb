// Toom and Cook's matrices for short convolutions, from which Winograd's are made: y = A ((G w) ⊙ (B x)) with fewer
// products. Pure.

type Matrix = readonly (readonly number[])[];

export interface ToomCook {
  /** [outputs, tile] */
  readonly output: Matrix;
  /** [tile, taps] */
  readonly weight: Matrix;
  /** [tile, tile] */
  readonly input: Matrix;
}

/**
 * Where the polynomials are evaluated, besides infinity. Small numbers, because their powers cost digits (measured on
 * random data: 1e-5 of the largest value with 5 points, 2e-5 with 7; a plain convolution 1e-6).
 */
const points = [0, 1, -1, 2, -2, 0.5, -0.5];

/**
 * The matrices for `outputs` neighbouring results of a convolution with `taps` weights: y[i] = Σ w[j] x[i + j]. A tile
 * has outputs + taps − 1 inputs. Multiplication of polynomials (Toom, Cook), transposed.
 */
export function toomCook(outputs: number, taps: number): ToomCook {
  const tile = outputs + taps - 1;
  const finite = points.slice(0, tile - 1);
  const others = finite.map((_, j) => finite.filter((_, l) => l !== j));
  const powers = (point: number, count: number): number[] => Array.from({ length: count }, (_, i) => point ** i);
  const last = (count: number): number[] => Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 0));
  const columns = [...finite.map((point) => powers(point, outputs)), last(outputs)];
  return {
    output: Array.from({ length: outputs }, (_, i) => columns.map((column) => column[i]!)),
    weight: [
      ...finite.map((point, j) => {
        const norm = others[j]!.reduce((product, other) => product * (point - other), 1);
        return powers(point, taps).map((power) => power / norm);
      }),
      last(taps),
    ],
    input: [...others.map((roots) => [...polynomial(roots), 0]), polynomial(finite)],
  };
}

/** The coefficients of Π (x − root), constant term first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (product, root) => [...product, 0].map((_, i) => (product[i - 1] ?? 0) - root * (product[i] ?? 0)),
    [1],
  );
}
