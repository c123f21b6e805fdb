// Reads a Python pickle without executing anything of it: the allowed names make data, every other name is refused.
import { ByteCursor } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';
import { PickleMachine, type PersistentLookup } from './machine.js';
import { pickleOperations } from './operations.js';
import type { PickleGlobals } from './values.js';

export interface PickleOptions {
  readonly globals: PickleGlobals;
  /** Absent: a pickle that names something outside of it is refused. */
  readonly persistent?: PersistentLookup;
  /** Where the pickle begins; 0 by default. */
  readonly from?: number;
  /** Each operation makes at most one small value, so this bounds the memory. 1,000,000 by default. */
  readonly mostOperations?: number;
}

export interface ReadPickle {
  /** Numbers, bigints, texts, bytes, arrays, maps, sets, and what the allowed names make: `values.ts`. */
  readonly value: unknown;
  /** The first byte after the pickle. */
  readonly end: number;
}

const stop = '.'.charCodeAt(0);

/**
 * Bytes in the value are parts of `bytes`, not copies.
 * @throws FormatError with the offset of what is wrong, or of the name that is not allowed
 */
export function readPickle(bytes: Uint8Array, options: PickleOptions): ReadPickle {
  const { globals, persistent, from = 0, mostOperations = 1_000_000 } = options;
  const reader = new ByteCursor(bytes, from);
  const machine = new PickleMachine(reader, globals, persistent);
  for (let operations = 0; operations < mostOperations; operations++) {
    machine.offset = reader.at;
    const code = reader.u8();
    if (code === stop) return { value: machine.pop(), end: reader.at };
    const operation = pickleOperations[String.fromCharCode(code)];
    if (operation) operation(machine, reader);
    else machine.fail(`an operation of pickles must follow (got byte 0x${code.toString(16)})`);
  }
  throw new FormatError(`a pickle must have at most ${mostOperations} operations`, reader.at);
}
