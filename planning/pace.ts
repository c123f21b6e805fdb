// How long a unit of work took, told from a task's reports.

/** A report: so much was done at that second. */
export interface Seen {
  readonly at: number;
  readonly done: number;
}

export interface Pace {
  readonly unitSeconds: number;
  /** The units from which it was told. */
  readonly from: number;
  readonly to: number;
}

/**
 * Between the first unit that was reported and the last: the first one prepares kernels. Of a single unit: since the
 * task began.
 */
export function paceOf(seen: readonly Seen[]): Pace | null {
  const last = seen.at(-1);
  if (!last || last.done === 0) return null;
  const later = seen.find(({ done }) => done > 0)!;
  const first = last.done > later.done ? later : seen.findLast(({ done }) => done === 0);
  if (!first) return null;
  return { unitSeconds: (last.at - first.at) / (last.done - first.done), from: first.done, to: last.done };
}
