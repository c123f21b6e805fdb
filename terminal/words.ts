// Numbers for people.

/** `7 s`, `1 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pair = (size: number, unit: string, smaller: number, smallerUnit: string): string => {
    const rest = Math.floor((whole % size) / smaller);
    return `${Math.floor(whole / size)} ${unit}${rest ? ` ${rest} ${smallerUnit}` : ''}`;
  };
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(60, 'min', 1, 's');
  if (whole < 86400) return pair(3600, 'h', 60, 'min');
  return pair(86400, 'd', 3600, 'h');
}

/** Four significant digits, no exponent for everyday sizes; whole numbers of any size have thousands separators. */
export function figure(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return value.toLocaleString('en-US');
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
}

/** A count with its noun: `1 run`, `3 runs`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `512 B`, `48.2 kB`, `1.07 GB`: decimal, three digits. */
export function byteCount(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** The line that names the run with which a fork shares its first steps; none if the run is no fork. */
export function forkLines(forkedFrom: { readonly run: string; readonly at: string } | null | undefined): string[] {
  return forkedFrom ? [`forked    from ${forkedFrom.run} at ${forkedFrom.at}, and shares its earlier steps`] : [];
}

/** The command that continues a stopped run; `budget`: the limit at which it paused, `budget (candidates 40 of 40)`. */
export function wayOn(run: string, budget: string | null): string {
  const [, limit] = /^budget \((\S+) /.exec(budget ?? '') ?? [];
  return `eagan resume ${run}${limit === undefined ? '' : ` --budget ${limit}=… (or none)`}`;
}
