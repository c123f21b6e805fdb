// The form of the checks of `eagan verify`. Each finds every contradiction of its kind and changes nothing.
import type { ErrorCode } from '../../../domain/errors.js';
import { canonicalJson } from '../../../domain/digest.js';
import type { StepKind, StepOf } from '../../../domain/steps/kinds.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import type { StoreFinding } from '../../../store/index.js';
import type { Evidence } from '../evidence.js';

/** A check of a whole run. */
export type RunCheck = (evidence: Evidence) => Promise<readonly StoreFinding[]>;

/** A check of one record: sentences with what was required and found. Throws ObjectError if an object is not there. */
export type RecordCheck<Record = StepRecord> = (record: Record, evidence: Evidence) => Promise<readonly string[]>;

/** A record whose step is of one kind. */
export type RecordOf<K extends StepKind> = StepRecord & { readonly step: StepOf<K> };

/** A finding that belongs to no step. */
export const finding = (code: ErrorCode, message: string, file?: string): StoreFinding => {
  return { code, place: null, message, ...(file === undefined ? {} : { file }) };
};

/** A sentence if two values differ, or for each field that differs between two mappings; nothing if they are equal. */
export function unless(what: string, expected: unknown, found: unknown): string[] {
  if (isMapping(expected) && isMapping(found)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...names].flatMap((name) => unless(`${what} at ${name}`, expected[name], found[name]));
  }
  const [must, got] = [shown(expected), shown(found)];
  return must === got ? [] : [`${what} must be ${short(must)} (got ${short(got)})`];
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : canonicalJson(value);
};
const longest = 300;
const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)} …` : text);
