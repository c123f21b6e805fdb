// Fast non-dominated sorting and crowding distance (Deb et al. 2002, NSGA-II). Every objective is minimised.

/** One individual's objective values, all to be minimised and all finite. */
export type Objectives = readonly number[];

/** True when `a` is at least as good in every objective and better in at least one. */
export function dominates(a: Objectives, b: Objectives): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/** Indices of `points` in fronts, best front first; indices ascend within a front. */
export function nonDominatedFronts(points: readonly Objectives[]): number[][] {
  const dominatedBy = points.map((p) => points.filter((q) => dominates(q, p)).length);
  const fronts: number[][] = [];
  let front = points.map((_, i) => i).filter((i) => dominatedBy[i] === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next = new Set<number>();
    for (const i of front) {
      for (let j = 0; j < points.length; j++) {
        if (dominates(points[i]!, points[j]!) && --dominatedBy[j]! === 0) next.add(j);
      }
    }
    front = [...next].sort((a, b) => a - b);
  }
  return fronts;
}

/** Crowding distance of each index of `front`, in the same order; boundary points have Infinity. */
export function crowdingDistances(points: readonly Objectives[], front: readonly number[]): number[] {
  const distance = new Map(front.map((i) => [i, 0]));
  const objectives = points[front[0] ?? 0]?.length ?? 0;
  for (let m = 0; m < objectives; m++) addCrowding(points, front, m, distance);
  return front.map((i) => distance.get(i)!);
}

function addCrowding(
  points: readonly Objectives[],
  front: readonly number[],
  m: number,
  distance: Map<number, number>,
): void {
  const value = (i: number): number => points[i]![m]!;
  const sorted = [...front].sort((a, b) => value(a) - value(b) || a - b);
  const range = value(sorted.at(-1)!) - value(sorted[0]!);
  distance.set(sorted[0]!, Infinity);
  distance.set(sorted.at(-1)!, Infinity);
  if (range === 0) return;
  for (let k = 1; k < sorted.length - 1; k++) {
    const gap = (value(sorted[k + 1]!) - value(sorted[k - 1]!)) / range;
    distance.set(sorted[k]!, distance.get(sorted[k]!)! + gap);
  }
}
