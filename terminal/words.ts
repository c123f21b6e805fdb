// Sentences that several commands print.

/** The line that names the run with which a fork shares its first steps; none if the run is no fork. */
export function forkLines(forkedFrom: { readonly run: string; readonly at: string } | null | undefined): string[] {
  return forkedFrom ? [`forked    from ${forkedFrom.run} at ${forkedFrom.at}, and shares its earlier steps`] : [];
}

/** The command that continues a stopped run; `budget`: the limit at which it paused, `budget (candidates 40 of 40)`. */
export function wayOn(run: string, budget: string | null): string {
  const [, limit] = /^budget \((\S+) /.exec(budget ?? '') ?? [];
  return `eagan resume ${run}${limit === undefined ? '' : ` --budget ${limit}=… (or none)`}`;
}
