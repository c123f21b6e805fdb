// Readers of option values, for every command and benchmark.
import { InvalidArgumentError } from 'commander';
import { unitMs } from '../domain/time-units.js';

/** The reader of one whole number, at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}

/** The reader of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The reader of a time (ISO 8601), or of how long ago (`2h`); in the form of the ledger's times. */
export function pastTime(text: string): string {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text) ?? [];
  if (count !== undefined) return isoOf(Math.max(0, Date.now() - Number(count) * unitMs[unit!]!));
  // `Date.parse` accepts much more than ISO 8601.
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : NaN;
  if (time >= 0) return isoOf(time);
  throw new InvalidArgumentError(
    'It must be a time like 2026-01-31 or 2026-01-31T12:00Z, or how long ago, like 30m, 2h or 3d.',
  );
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
