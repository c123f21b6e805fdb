// Lines of a ledger: an event in its frame, which chains it to the line before. Lines of version 1 were steps only.
import type { Digest } from '../digest.js';
import { count, digest, fields, oneOf, text } from '../shape.js';
import { ledgerKinds, type LedgerEvent, type LedgerKind } from './kinds.js';

/** What stands before the first line. */
export const chainStart: Digest = '0'.repeat(64);

interface LedgerFrame {
  readonly schemaVersion: 1 | 2;
  /** From 1. */
  readonly sequence: number;
  /** The digest of the line before; of the first line: `chainStart`. */
  readonly previous: Digest;
  /** When it was entered; ISO 8601. */
  readonly at: string;
  /** Epoch of ownership of who entered it; of an attempt: that in which it worked. 0: no owner yet. */
  readonly epoch: number;
  /** SHA-256 of the line's canonical JSON without this field. */
  readonly digest: Digest;
}

export type LedgerLine = { [K in LedgerKind]: LedgerFrame & Extract<LedgerEvent, { kind: K }> }[LedgerKind];
export type StepLine = Extract<LedgerLine, { kind: 'step' }>;

/** What decides whether somebody wants a line. */
export type Glance = Pick<LedgerLine, 'kind' | 'at'> & { readonly place?: string };

const frame = { sequence: count, previous: digest, at: text, epoch: count, digest };
const frameForm = fields(frame);
const version1 = fields({ ...frame, place: text, key: text, fingerprint: text });
const version2 = fields({ schemaVersion: oneOf(2), kind: oneOf(...Object.keys(ledgerKinds)) });

/**
 * What is wrong with a value that must be a line; null: nothing. Its digest shows that it is as it was written, not who
 * wrote it.
 */
export function lineProblem(value: unknown): string | null {
  if (isVersion1(value)) return version1(value, 'line');
  const wrong = version2(value, 'line') ?? frameForm(value, 'line');
  return wrong ?? ledgerKinds[(value as LedgerLine).kind].form(value, 'line');
}

/** A written line, as all of the program sees it. */
export function lineOf(written: object): LedgerLine {
  return isVersion1(written) ? ({ ...written, schemaVersion: 1, kind: 'step' } as LedgerLine) : (written as LedgerLine);
}

const isVersion1 = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Object.hasOwn(value, 'schemaVersion') &&
  !Object.hasOwn(value, 'kind');

/** Whether an owner of that epoch may enter the line after these: nobody newer has, unless the kind is told by all. */
export const mayFollow = (kind: LedgerKind, epoch: number, newest: number): boolean =>
  ledgerKinds[kind].from === 'any' || epoch >= newest;

/** The name of an event that is entered once; null: each is entered. */
export function onceName(event: LedgerEvent, epoch: number): string | null {
  const once = ledgerKinds[event.kind].once as ((event: LedgerEvent, epoch: number) => string) | undefined;
  return once ? `${event.kind} ${once(event, epoch)}` : null;
}

/** The objects that a line names itself; those of its step's record come besides. */
export const namedObjects = (line: LedgerLine): Digest[] =>
  line.kind === 'started' && line.program !== undefined ? [line.program] : [];
