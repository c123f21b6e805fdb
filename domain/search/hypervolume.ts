// The hypervolume of a front (Zitzler and Thiele 1998): how much of the space below a reference point it dominates;
// every objective minimised.
import type { Objectives } from './pareto.js';

/**
 * The exact volume that the points dominate below the reference; points that are not below it in every objective add
 * nothing. By slices along the last objective (While et al. 2006): made for fronts of up to some 64 points in up to
 * five objectives.
 */
export function hypervolume(points: readonly Objectives[], reference: Objectives): number {
  const inside = points.filter((point) => point.every((value, i) => value < reference[i]!));
  if (inside.length === 0) return 0;
  const last = reference.length - 1;
  if (last === 0) return reference[0]! - Math.min(...inside.map(([value]) => value!));
  const ascending = [...inside].sort((a, b) => a[last]! - b[last]!);
  const below = reference.slice(0, last);
  let volume = 0;
  let section: Objectives[] = [];
  for (const [i, point] of ascending.entries()) {
    section = withPoint(section, point.slice(0, last));
    const height = (ascending[i + 1]?.[last] ?? reference[last]!) - point[last]!;
    if (height > 0) volume += height * hypervolume(section, below);
  }
  return volume;
}

/** Points of which none covers another, with one more. */
function withPoint(points: readonly Objectives[], added: Objectives): Objectives[] {
  const covers = (a: Objectives, b: Objectives): boolean => a.every((value, i) => value <= b[i]!);
  if (points.some((point) => covers(point, added))) return [...points];
  return [...points.filter((point) => !covers(added, point)), added];
}

/**
 * A reference point: in each objective the worst of these points and a tenth of their range more (a tenth of the value,
 * or 1, where all are equal), so that the worst ones, too, dominate something.
 */
export function referencePoint(points: readonly Objectives[]): number[] {
  return points[0]!.map((_, i) => {
    const values = points.map((point) => point[i]!);
    const worst = Math.max(...values);
    const spread = worst - Math.min(...values);
    return worst + (spread > 0 ? spread / 10 : Math.abs(worst) / 10 || 1);
  });
}
