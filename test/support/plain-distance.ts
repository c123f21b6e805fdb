// The Fréchet distance written out: the product of the covariances, its square root by Denman and Beavers' iteration,
// plain loops.
import type { Statistics } from '../../metrics/types.js';

type Rows = number[][];

/** Only for covariances of full rank and few features. */
export function plainDistance(a: Statistics, b: Statistics): number {
  const means = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
  const [first, second] = [rowsOf(a), rowsOf(b)];
  return means + trace(first) + trace(second) - 2 * trace(squareRoot(product(first, second)));
}

/** Y ← (Y + Z⁻¹) / 2 and Z ← (Z + Y⁻¹) / 2 from Y = A and Z = 1: Y goes to √A, Z to its inverse. */
function squareRoot(matrix: Rows): Rows {
  let [y, z] = [matrix, identity(matrix.length)];
  for (let i = 0; i < 60; i++) [y, z] = [middle(y, inverse(z)), middle(z, inverse(y))];
  return y;
}

/** By Gauss and Jordan's elimination with the largest pivot. */
function inverse(matrix: Rows): Rows {
  const size = matrix.length;
  const unit = identity(size);
  const wide = matrix.map((row, i) => [...row, ...unit[i]!]);
  for (let column = 0; column < size; column++) {
    const rest = wide.slice(column).map((row) => Math.abs(row[column]!));
    const pivot = column + rest.indexOf(Math.max(...rest));
    [wide[column], wide[pivot]] = [wide[pivot]!, wide[column]!];
    const divisor = wide[column]![column]!;
    const scaled = wide[column]!.map((value) => value / divisor);
    wide.forEach((row, i) => (wide[i] = i === column ? scaled : row.map((v, j) => v - row[column]! * scaled[j]!)));
  }
  return wide.map((row) => row.slice(size));
}

const rowsOf = ({ mean, covariance }: Statistics): Rows =>
  Array.from(mean, (_, i) => [...covariance.slice(i * mean.length, (i + 1) * mean.length)]);
const identity = (size: number): Rows =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
const product = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const middle = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((value, j) => (value + b[i]![j]!) / 2));
const trace = (matrix: Rows): number => matrix.reduce((sum, row, i) => sum + row[i]!, 0);
