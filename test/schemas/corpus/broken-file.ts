// One broken file of the corpus: its text, the file that it extends, and every message that it must give.
import type { ErrorCode } from '../../../domain/errors.js';
import type { LoadOptions } from '../../../schemas/load-pipeline.js';

export interface BrokenFile {
  /** Says what is broken. */
  readonly name: string;
  readonly text: string | Uint8Array;
  /** The text of `base.yaml` beside it, if it extends one. */
  readonly below?: string;
  /** Changes from the command line. */
  readonly options?: Pick<LoadOptions, 'set' | 'param'>;
  /** `CODE file:line:column` of every message, in order. The file is called test.yaml. */
  readonly expected: readonly string[];
  /** What the messages must suggest, in the same order. */
  readonly suggestions?: readonly (RegExp | undefined)[];
}

/** Removes the marks ¦ from a text. Gives the rest, and `line:column` of each mark. */
function unmarked(text: string): { text: string; marks: string[] } {
  const pieces = text.split('¦');
  const marks: string[] = [];
  let before = '';
  for (const piece of pieces.slice(0, -1)) {
    before += piece;
    marks.push(placeAt(before, before.length));
  }
  return { text: before + pieces.at(-1)!, marks };
}

/** `line:column` of an offset. */
function placeAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

/**
 * A message at the next mark, or (after @) at an unchanged text, because a contradiction may be reported elsewhere. A
 * pattern: what the message before it must suggest.
 */
export type Expectation = ErrorCode | `${ErrorCode}@${string}` | RegExp;

/** A text with marks, and the messages in the order of the text. */
export function markedFile(
  name: string,
  marked: string,
  wanted: readonly Expectation[],
  file = 'test.yaml',
): BrokenFile {
  const { text, marks } = unmarked(marked);
  const expected: string[] = [];
  const suggestions: (RegExp | undefined)[] = [];
  for (const one of wanted) {
    if (one instanceof RegExp) suggestions[expected.length - 1] = one;
    else
      expected.push(
        `${one.split('@')[0]} ${file}:${placeOf(one, text, marks) ?? fail(`${name}: no place for ${one}`)}`,
      );
  }
  if (marks.length > 0) fail(`${name}: too many marks`);
  return { name, text, expected, suggestions };
}

/** `line:column` of a wanted message. Uses the next mark if the message names no text. */
function placeOf(wanted: string, text: string, marks: string[]): string | undefined {
  const [, elsewhere] = wanted.split(/@([^]*)/);
  if (elsewhere === undefined) return marks.shift();
  const offset = text.indexOf(elsewhere);
  return offset < 0 ? undefined : placeAt(text, offset);
}

function fail(message: string): never {
  throw new Error(message);
}
