// What ran: the program, its packages, and the system below it. An object of the store, which `started` lines name.
import type { Digest } from '../digest.js';
import { digest, fields, nullOr, oneOf, text } from '../shape.js';

export interface RunningProgram {
  readonly schemaVersion: 1;
  readonly kind: 'program';
  readonly version: string;
  /** Of the checkout; null: it is no checkout. */
  readonly commit: string | null;
  /** SHA-256 of package-lock.json. */
  readonly lock: Digest;
  readonly node: string;
  /** Version of the Temporal SDK. */
  readonly sdk: string;
  /** Operating system, its release and the processor's kind. */
  readonly system: string;
}

const form = fields({
  schemaVersion: oneOf(1),
  kind: oneOf('program'),
  version: text,
  commit: nullOr(text),
  lock: digest,
  node: text,
  sdk: text,
  system: text,
});

/** What is wrong with a value that must be a program; null: nothing. */
export const programProblem = (value: unknown): string | null => form(value, 'program');
