// Text of others made printable: what could move, hide or recolour text on a terminal is shown as an escape instead.
// The output layer, the set-up and every log use it (terminal/output.ts, scripts/reporter.mjs, worker/log.ts).
import { inspect } from 'node:util';
import { printable, printableLine, unprintable, unprintableInLine } from './printable-text.mjs';

export { printable, printableLine, unprintable };

/**
 * JSON in one line and without a character that a terminal would obey. `JSON.parse` gives the same value: the
 * characters are escapes of JSON.
 * @param {unknown} value
 * @param {(key: string, value: unknown) => unknown} [replacer]
 */
export function printableJson(value, replacer) {
  // Only strings can hold such characters, and there \uXXXX means the same.
  return JSON.stringify(value, replacer).replace(unprintableInLine, jsonEscape);
}

/** @param {string} character */
const jsonEscape = (character) =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** What `console.error` would print of these values. @param {readonly unknown[]} values */
export const printableValues = (...values) =>
  printable(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));

/**
 * Prints to stderr, as `console.error` does: for processes without an output of their own, whose stderr is a log.
 * @param {readonly unknown[]} values
 */
export function logValues(...values) {
  console.error('%s', printableValues(...values));
}

/** An error that nobody caught ends the process as always, but what Node prints of it is printable too. */
export function endPrintably() {
  process.on('uncaughtException', (error) => {
    logValues(error);
    process.exit(1);
  });
}
