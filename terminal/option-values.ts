// Readers of option values, for every command and benchmark.
import { InvalidArgumentError } from 'commander';

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
