// How long a unit of work took, from a task's reports.

/** A report: this much was done at that second. */
export interface ProgressPoint {
  readonly at: number;
  readonly done: number;
}

export interface Pace {
  readonly unitSeconds: number;
  /** The units that the pace comes from. */
  readonly from: number;
  readonly to: number;
}

/**
 * From the first reported unit to the last: the first one prepares kernels. For a single unit: since the task began.
 */
export function paceOf(seen: readonly ProgressPoint[]): Pace | null {
  const last = seen.at(-1);
  if (!last || last.done === 0) return null;
  const later = seen.find(({ done }) => done > 0)!;
  const first = last.done > later.done ? later : seen.findLast(({ done }) => done === 0);
  if (!first) return null;
  return { unitSeconds: (last.at - first.at) / (last.done - first.done), from: first.done, to: last.done };
}
