// A line of a ledger as text: its digest is taken over the very bytes of the file, so that no changed byte passes.
import { canonicalJson, type Digest } from '../domain/digest.js';
import type { LedgerEvent } from '../domain/ledger/kinds.js';
import { chainStart, lineOf, lineProblem, type LedgerLine } from '../domain/ledger/lines.js';
import { EaganError } from '../domain/errors.js';
import { toJson, tryJson } from './json.js';
import { fastDigest } from './objects.js';

/** The last line that a new one follows; null before the first. */
export type Head = Pick<LedgerLine, 'sequence' | 'digest'> | null;

/** The bytes of the line that follows `head`. */
export function lineBytes(head: Head, epoch: number, event: LedgerEvent, at: string): Uint8Array {
  const previous = head?.digest ?? chainStart;
  const body = { schemaVersion: 2, sequence: (head?.sequence ?? 0) + 1, previous, at, epoch, ...event };
  return toJson({ ...body, digest: fastDigest(Buffer.from(canonicalJson(body))) });
}

/** The line in the bytes of a file; null: the file is torn or no line. */
export function parseLine(bytes: Uint8Array | null): LedgerLine | null {
  const written = tryJson<object>(bytes);
  return lineProblem(written) === null ? lineOf(written!) : null;
}

/** Why the line in these bytes does not follow `head`; null: it does. */
export function chainProblem(head: Head, line: LedgerLine | null, bytes: Uint8Array | null): string | null {
  if (bytes === null) return 'none';
  if (line === null || digestOf(bytes, line.digest) !== line.digest) return 'an altered line';
  const follows = line.sequence === (head?.sequence ?? 0) + 1 && line.previous === (head?.digest ?? chainStart);
  return follows ? null : 'a line of another place in the chain';
}

/**
 * SHA-256 of the canonical text without the digest itself. In canonical JSON a quote inside of a text is escaped, so
 * what is cut out can only be the field.
 */
function digestOf(bytes: Uint8Array, digest: Digest): Digest | null {
  const text = Buffer.from(bytes).toString('utf8');
  const field = `"digest":"${digest}"`;
  const at = text.indexOf(field);
  if (at < 0 || !text.endsWith('}\n')) return null;
  const after = text.slice(at + field.length, -1);
  return fastDigest(Buffer.from(text.slice(0, at) + (after.startsWith(',') ? after.slice(1) : after)));
}

/** The error for a ledger whose chain is broken at a line. */
export function brokenChain(sequence: number, found: string, path: string): EaganError {
  return new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `line ${sequence} of the ledger must continue the chain (got ${found} in ${path})`,
    'Restore the ledger from a copy of the store. Records and objects are not affected.',
  );
}
