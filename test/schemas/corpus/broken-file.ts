// One broken file of the corpus: its text, those that it extends, and every complaint that it must give.
import type { ErrorCode } from '../../../domain/errors.js';
import type { LoadOptions } from '../../../schemas/load-pipeline.js';

export interface BrokenFile {
  /** Says what is broken. */
  readonly name: string;
  readonly text: string | Uint8Array;
  /** `base.yaml` beside it, where it extends one. */
  readonly below?: string;
  /** Changes by the command line. */
  readonly options?: Pick<LoadOptions, 'set' | 'param'>;
  /** `CODE file:line:column` of every complaint, in order; the file is called test.yaml. */
  readonly expected: readonly string[];
}

/** Takes the marks ¦ out of a text: what is left, and `line:column` of each. */
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
 * A complaint at the next mark, or (behind @) where a text stands that was not changed: what contradicts may be
 * elsewhere.
 */
export type Wanted = ErrorCode | `${ErrorCode}@${string}`;

/** A text with marks, and the complaints in the order of the text. */
export function markedFile(name: string, marked: string, wanted: readonly Wanted[], file = 'test.yaml'): BrokenFile {
  const { text, marks } = unmarked(marked);
  const expected = wanted.map((one) => {
    const [code, elsewhere] = one.split(/@([^]*)/) as [ErrorCode, string?];
    if (elsewhere === undefined) return `${code} ${file}:${marks.shift() ?? fail(`${name}: too few marks`)}`;
    const offset = text.indexOf(elsewhere);
    if (offset < 0) fail(`${name}: nowhere ${elsewhere}`);
    return `${code} ${file}:${placeAt(text, offset)}`;
  });
  if (marks.length > 0) fail(`${name}: too many marks`);
  return { name, text, expected };
}

function fail(message: string): never {
  throw new Error(message);
}
