// A report on its way from the process that makes it: a line of JSON, then the bytes of its parts. So the process that
// serves them parses no large text.
import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../domain/errors.js';
import type { PagePart } from '../live/events.js';

/** What is asked of the process. */
export interface ReportOrder {
  readonly stateFolder: string;
  readonly runs: readonly string[];
}

type Sized<T> = T & { readonly bytes: number };

type ReportHead =
  | {
      readonly status: 'made';
      readonly readAt: string;
      readonly sections: readonly Sized<PagePart>[];
      readonly facts: Sized<Pick<PagePart, 'digest'>>;
    }
  | { readonly status: 'failed'; readonly code: ErrorCode; readonly message: string; readonly cure: string | null };

/** A report as it is served. */
export interface MadeReport {
  readonly readAt: string;
  readonly sections: readonly PagePart[];
  readonly facts: string;
  /** The bytes of each section by its id, and of `facts`. */
  readonly parts: ReadonlyMap<string, Buffer>;
}

export const factsPart = 'facts';

export interface WrittenPart {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** The bytes of a report. `facts`: JSON. */
export function framed(readAt: string, sections: readonly WrittenPart[], facts: string): Buffer {
  const bytes = [...sections.map(({ text }) => Buffer.from(text)), Buffer.from(facts)];
  const sized = (at: number): Sized<Pick<PagePart, 'digest'>> => ({
    digest: createHash('sha256').update(bytes[at]!).digest('hex').slice(0, 32),
    bytes: bytes[at]!.length,
  });
  const head: ReportHead = {
    ...{ status: 'made', readAt, facts: sized(sections.length) },
    sections: sections.map(({ id, title }, at) => ({ id, title, ...sized(at) })),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...bytes]);
}

export const framedFailure = (failure: Omit<Extract<ReportHead, { status: 'failed' }>, 'status'>): Buffer =>
  Buffer.from(`${JSON.stringify({ status: 'failed', ...failure })}\n`);

/** The report in the bytes, or why there is none; null: they are cut off. */
export function unframed(bytes: Buffer): MadeReport | Extract<ReportHead, { status: 'failed' }> | null {
  const end = bytes.indexOf('\n');
  if (end < 0) return null;
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as ReportHead;
  if (head.status === 'failed') return head;
  const parts = new Map<string, Buffer>();
  let at = end + 1;
  for (const { id, bytes: length } of [...head.sections, { id: factsPart, ...head.facts }]) {
    parts.set(id, bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length) return null;
  const sections = head.sections.map(({ id, title, digest }) => ({ id, title, digest }));
  return { readAt: head.readAt, sections, facts: head.facts.digest, parts };
}
