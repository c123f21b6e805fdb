// Euclidean distances between rows of features. Native products find which pairs may be near enough; plain sums decide
// where rounding could, so that equal rows have distance 0 and ties are ties.
import { visitProducts, type FeatureSet } from './feature-set.js';

/** The distance of one row of a set from one of another, by plain sums. */
export type ExactDistance = (a: number, b: number) => number;

/** Sees a pair and bounds of its squared distance. */
type VisitPair = (a: number, b: number, low: number, high: number) => void;

/** Shows all pairs of two sets with bounds of their squared distances. */
export function visitPairs(a: FeatureSet, b: FeatureSet, visit: VisitPair): void {
  const squaresA = squaresOf(a);
  const squaresB = a === b ? squaresA : squaresOf(b);
  // Twice the usual bound for the rounding of a sum of so many products.
  const rounding = (a.features + 8) * Number.EPSILON;
  visitProducts(a, b, (fromA, fromB, { rows, columns, data }) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const squares = squaresA[fromA + i]! + squaresB[fromB + j]!;
        const squared = squares - 2 * data[i * columns + j]!;
        visit(fromA + i, fromB + j, squared - rounding * squares, squared + rounding * squares);
      }
    }
  });
}

/** The distance of each row from the `nearest`-th other row of its set. Throws RangeError if there are not so many. */
export function radiiOf(set: FeatureSet, nearest: number): Float64Array {
  if (set.images <= nearest)
    throw new RangeError(`radii to neighbour ${nearest} need more than ${nearest} images (got ${set.images})`);
  const known = nearestByGroup(set, nearest, { count: 1, of: () => 0 });
  return Float64Array.from({ length: set.images }, (_, row) => known[(row + 1) * nearest - 1]!);
}

interface Groups {
  readonly count: number;
  readonly of: (row: number) => number;
}

/**
 * For each row and each group of rows, the distances of the `nearest` other rows in that group, ascending; Infinity
 * where the group has not so many.
 */
export function nearestByGroup(set: FeatureSet, nearest: number, groups: Groups): Float64Array {
  const known = new Float64Array(set.images * groups.count * nearest).fill(Infinity);
  const exact = exactDistance(set, set);
  visitPairs(set, set, (a, b, low) => {
    const from = (a * groups.count + groups.of(b)) * nearest;
    let at = from + nearest - 1;
    if (a === b || low > known[at]! ** 2 * (1 + slack)) return;
    const distance = exact(a, b);
    if (distance >= known[at]!) return;
    for (; at > from && known[at - 1]! > distance; at--) known[at] = known[at - 1]!;
    known[at] = distance;
  });
  return known;
}

/** Whether a pair with these bounds is at most `radius` apart; null: only its exact distance tells. */
export function isInRadius(radius: number, low: number, high: number): boolean | null {
  if (high < radius ** 2 * (1 - slack)) return true;
  return low > radius ** 2 * (1 + slack) ? false : null;
}

/** For the rounding of a square. */
const slack = 4 * Number.EPSILON;

export function exactDistance(a: FeatureSet, b: FeatureSet): ExactDistance {
  const { features } = a;
  return (rowA, rowB) => {
    let sum = 0;
    for (let i = 0, atA = rowA * features, atB = rowB * features; i < features; i++, atA++, atB++) {
      const difference = a.rows[atA]! - b.rows[atB]!;
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  };
}

function squaresOf({ rows, images, features }: FeatureSet): Float64Array {
  return Float64Array.from({ length: images }, (_, image) => {
    let sum = 0;
    for (let i = image * features; i < (image + 1) * features; i++) sum += rows[i]! ** 2;
    return sum;
  });
}
