// What a pickle is made of while it is read. Numbers, texts, true, false and null stand for themselves, a large whole
// number is a bigint, bytes (and texts of Python 2, which are bytes) are Uint8Array, lists and tuples are arrays, and
// dictionaries are maps, in which keys of bytes are texts.
import { FormatError } from '../format-error.js';
import { latin1 } from '../byte-cursor.js';

/** The call that a pickle asks for. */
export interface PickleCall {
  /** Of the operation that calls. */
  readonly offset: number;
  /** Accounts for memory that a call takes. A pickle may call often with one long value. @throws FormatError */
  spend(bytes: number): void;
}

/** A name of a Python module that a pickle may mention. What it makes is data: no code of a pickle ever runs. */
export interface PickleGlobal {
  /** As Python spells it: `collections.OrderedDict`. */
  readonly name: string;
  /** What a call with these arguments makes; absent if the name is only mentioned. @throws FormatError */
  call?(args: readonly unknown[], call: PickleCall): unknown;
}

/** The allowed names. */
export type PickleGlobals = readonly PickleGlobal[];

/** A value that is empty until the pickle has given its state. */
export abstract class StatefulValue {
  /** @throws FormatError */
  abstract setState(state: unknown, offset: number): void;
}

/** @throws FormatError unless the value is a list or tuple */
export function asList(value: unknown, what: string, offset: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new FormatError(`${what} must be a list or tuple (got ${kindOf(value)})`, offset);
}

/** A text, or bytes as a text. @throws FormatError */
export function asText(value: unknown, what: string, offset: number): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array && value.length <= 65_536) return latin1(value);
  throw new FormatError(`${what} must be a text (got ${kindOf(value)})`, offset);
}

/** @throws FormatError unless the value is bytes */
export function asBytes(value: unknown, what: string, offset: number): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new FormatError(`${what} must be bytes (got ${kindOf(value)})`, offset);
}

/** @throws FormatError unless the value is a whole number from 0 */
export function asCount(value: unknown, what: string, offset: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new FormatError(`${what} must be a whole number from 0 (got ${kindOf(value)})`, offset);
}

/** A new list, which the pickle cannot change later. At most 32 numbers. @throws FormatError */
export function asCounts(value: unknown, what: string, offset: number): number[] {
  const list = asList(value, what, offset);
  if (list.length <= 32) return list.map((item) => asCount(item, `each number of ${what}`, offset));
  throw new FormatError(`${what} must have at most 32 numbers (got ${list.length})`, offset);
}

/** Python 2 wrote names as bytes: one name is one key, whoever wrote it. */
export const asKey = (key: unknown): unknown => (key instanceof Uint8Array && key.length <= 256 ? latin1(key) : key);

/** For messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'None';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map) return 'a dictionary';
  if (value instanceof Set) return 'a set';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `${typeof value} ${String(value)}`;
}
