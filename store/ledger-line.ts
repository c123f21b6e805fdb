// A line of a ledger as text: its digest is taken over the very bytes of the file, so that no changed byte passes.
import { createHash } from 'node:crypto';
import type { Digest } from '../domain/digest.js';
import type { LedgerEvent } from '../domain/ledger/kinds.js';
import { chainStart, lineOf, lineProblem, type LedgerLine } from '../domain/ledger/lines.js';
import { EaganError } from '../domain/errors.js';
import { parseJsonText } from '../domain/parse-json.js';
import { toJson } from './json.js';
import { fastJsonDigest } from './objects.js';

/** The last line that a new one follows; null before the first. */
export type Head = Pick<LedgerLine, 'sequence' | 'digest'> | null;

/** The bytes of the line that follows `head`. */
export function lineBytes(head: Head, epoch: number, event: LedgerEvent, at: string): Uint8Array {
  const previous = head?.digest ?? chainStart;
  const body = { schemaVersion: 2, sequence: (head?.sequence ?? 0) + 1, previous, at, epoch, ...event };
  return toJson({ ...body, digest: fastJsonDigest(body) });
}

/** The text of a file or a part of a pack. Bytes that are no UTF-8 become others, so that the digest finds them. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** The line of that text if it follows `head`; otherwise what was found instead. `null`: there is no text. */
export function lineAfter(head: Head, text: string | null): LedgerLine | string {
  if (text === null) return 'none';
  const written = parsed(text);
  if (lineProblem(written) !== null) return 'an altered line';
  const line = lineOf(written!);
  if (digestOf(text, line.digest) !== line.digest) return 'an altered line';
  const follows = line.sequence === (head?.sequence ?? 0) + 1 && line.previous === (head?.digest ?? chainStart);
  return follows ? line : 'a line of another place in the chain';
}

/** undefined: a power cut left the text torn. */
export function parsed(text: string): object | undefined {
  try {
    return parseJsonText(text) as object;
  } catch {
    return undefined;
  }
}

/**
 * SHA-256 of the canonical text without the digest itself. In canonical JSON a quote inside of a text is escaped, so
 * what is cut out can only be the field.
 */
function digestOf(text: string, digest: Digest): Digest | null {
  const field = `"digest":"${digest}"`;
  const at = text.indexOf(field);
  if (at < 0 || !text.endsWith('}\n')) return null;
  const after = text.slice(at + field.length, -1);
  return createHash('sha256')
    .update(text.slice(0, at) + (after.startsWith(',') ? after.slice(1) : after))
    .digest('hex');
}

/** The chain of a ledger is broken at a line, whose file is `path`. */
export class BrokenChain extends EaganError {
  constructor(
    sequence: number,
    found: string,
    readonly path: string,
  ) {
    super(
      'EAGAN_OBJECT_CORRUPT',
      `line ${sequence} of the ledger must continue the chain (got ${found} in ${path})`,
      'Restore the ledger from a copy of the store. Records and objects are not affected.',
    );
  }
}
