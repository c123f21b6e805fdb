// The head of a ledger: the digest of its last line. Kept elsewhere, it proves later that no line before it changed.
import { resolve } from 'node:path';
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { parseJsonText } from '../../domain/parse-json.js';
import { readRegularFile } from '../../scripts/foreign-files.mjs';
import type { LedgerLine, StoreFinding } from '../../store/index.js';

const isDigest = (text: unknown): text is Digest => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
/** A file with a head is a line, or the JSON of `eagan verify --json`. */
const mostBytes = 2 ** 20;

/** `--head`: 64 hexadecimal digits, or a file with them alone, in `head` or in `statement.head`. Throws EAGAN_USAGE. */
export function parseHead(asked: string, directory: string): Digest {
  const typed = asked.trim().toLowerCase();
  if (isDigest(typed)) return typed;
  const found = headIn(readHead(resolve(directory, asked)));
  if (found !== null) return found;
  throw notAHead(`${asked} has something else in it`);
}

function readHead(path: string): string {
  try {
    return readRegularFile(path, { atMost: mostBytes }).toString('utf8');
  } catch (error) {
    throw notAHead((error as Error).message);
  }
}

function headIn(text: string): Digest | null {
  const word = text.trim().toLowerCase();
  if (isDigest(word)) return word;
  try {
    const found = parseJsonText(text) as { readonly head?: unknown; readonly statement?: { head?: unknown } } | null;
    const head = found?.head ?? found?.statement?.head;
    return isDigest(head) ? head : null;
  } catch {
    return null;
  }
}

function notAHead(found: string): EaganError {
  const must = '--head must be the 64 hexadecimal digits of a head, or a file that has them';
  return new EaganError('EAGAN_USAGE', `${must} (got: ${found})`, 'eagan verify RUN prints the head of a run.');
}

/** Where a head that was kept stands in the ledger of today. */
export interface ComparedHead {
  readonly head: Digest;
  /** null: no line of the ledger has that digest. */
  readonly linesAfter: number | null;
}

export const compareHead = (lines: readonly LedgerLine[], head: Digest): ComparedHead => {
  const index = lines.findIndex(({ digest }) => digest === head);
  return { head, linesAfter: index < 0 ? null : lines.length - 1 - index };
};

/** A head that is not there: lines up to it were changed, or cut off. */
export function headFindings({ head, linesAfter: after }: ComparedHead, lines: number): StoreFinding[] {
  if (after !== null) return [];
  const message = `the ledger must have the line with the digest ${head} (none of its ${lines} lines has it: lines were changed or cut off)`;
  return [{ code: 'EAGAN_HEAD_DIFFERS', place: null, message }];
}
