// The hypervolume of a front (Zitzler and Thiele 1998): the volume that it dominates below a reference point. Every
// objective is minimised.
import type { Objectives } from './pareto.js';

/**
 * The exact volume that the points dominate below the reference. Points that are not below it in every objective add
 * nothing. It is computed in slices along the last objective (While et al. 2006). It suits fronts of up to about 64
 * points in up to five objectives.
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

/** Adds a point and removes what it covers, so that no point covers another. */
function withPoint(points: readonly Objectives[], added: Objectives): Objectives[] {
  const covers = (a: Objectives, b: Objectives): boolean => a.every((value, i) => value <= b[i]!);
  if (points.some((point) => covers(point, added))) return [...points];
  return [...points.filter((point) => !covers(added, point)), added];
}

/**
 * A reference point: in each objective, the worst value plus a tenth of the range, so that even the worst points
 * dominate something. Where all values are equal, a tenth of the value is added instead, or 1 if the value is 0.
 */
export function referencePoint(points: readonly Objectives[]): number[] {
  return points[0]!.map((_, i) => {
    const values = points.map((point) => point[i]!);
    const worst = Math.max(...values);
    const spread = worst - Math.min(...values);
    return worst + (spread > 0 ? spread / 10 : Math.abs(worst) / 10 || 1);
  });
}
