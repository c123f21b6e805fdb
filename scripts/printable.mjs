// Text of others made printable: what could move, hide or recolour text on a terminal is shown as an escape instead.
// The output layer, the set-up and every log use it (terminal/output.ts, scripts/reporter.mjs, worker/log.ts).
import { inspect } from 'node:util';

/**
 * What is shown as an escape: controls of ASCII and of Latin-1 (C0, DEL, C1), format characters (directions, joiners,
 * tags), separators of lines and paragraphs, halves of characters, and whatever is invisible by default. New lines and
 * tabs stay.
 */
export const unprintable = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** The same, and what breaks a line or a column. */
const unprintableInLine = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** `\n`, `\x1b`, `\u202e`, `\u{e0041}`. @param {string} character */
function escaped(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  const named = { 9: '\\t', 10: '\\n', 13: '\\r' }[code];
  if (named) return named;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** The form of a text of one or more lines in which everybody can read it. @param {string} text */
export function printable(text) {
  return text.replaceAll('\r\n', '\n').replace(unprintable, escaped);
}

/**
 * The same in one line: for names, keys and cells of tables, which cannot pretend to be lines of ours.
 * @param {string} text
 */
export const printableLine = (text) => text.replace(unprintableInLine, escaped);

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
