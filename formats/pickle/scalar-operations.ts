// Operations of pickles that push a number, a text or bytes.
import { latin1, utf8, type ByteCursor } from '../byte-cursor.js';
import type { PickleMachine } from './machine.js';
import { unescapeBytes, unescapeText } from './escapes.js';
import type { PickleOperations } from './operations.js';

/** A longer whole number is no data. */
const mostDigits = 1000;

const pushBytes = (machine: PickleMachine, count: number): void => machine.push(machine.reader.take(count));

function pushText(machine: PickleMachine, count: number): void {
  const start = machine.reader.at;
  machine.push(utf8(machine.reader.take(count), start));
}

/** `I` and `L`: decimal digits; Python 2 writes `L` after a long one. `00` and `01` were false and true. */
function pushDecimal(machine: PickleMachine): void {
  const text = latin1(machine.reader.line(mostDigits));
  if (text === '00' || text === '01') return machine.push(text === '01');
  if (!/^[-+]?\d+L?$/.test(text)) machine.fail('a whole number must be written in decimal digits (it is not)');
  machine.push(plainInteger(BigInt(text.replace(/^\+|L$/g, ''))));
}

/** Little-endian, two's complement, of any width. */
function pushLong(machine: PickleMachine, count: number): void {
  if (count > mostDigits) machine.fail(`a whole number must have at most ${mostDigits} bytes (got ${count})`);
  const digits = Buffer.from(machine.reader.take(count)).reverse().toString('hex');
  machine.push(plainInteger(count === 0 ? 0n : BigInt.asIntN(count * 8, BigInt(`0x${digits}`))));
}

const plainInteger = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

const special: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

function pushFloatLine(machine: PickleMachine): void {
  const text = latin1(machine.reader.line(mostDigits));
  const value = Object.hasOwn(special, text) ? special[text]! : text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value) && text !== 'nan') machine.fail('a number must be written in decimal digits (it is not)');
  machine.push(value);
}

/** A count of 32 bits with a sign, as Python 2 writes it. */
function signedCount(machine: PickleMachine, reader: ByteCursor): number {
  const count = reader.i32();
  return count >= 0 ? count : machine.fail(`a count must not be negative (got ${count})`);
}

export const scalarOperations: PickleOperations = {
  N: (machine) => machine.push(null),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  I: pushDecimal,
  L: pushDecimal,
  F: pushFloatLine,
  J: (machine, reader) => machine.push(reader.i32()),
  K: (machine, reader) => machine.push(reader.u8()),
  M: (machine, reader) => machine.push(reader.u16()),
  G: (machine, reader) => machine.push(reader.f64()),
  '\x8a': (machine, reader) => pushLong(machine, reader.u8()),
  '\x8b': (machine, reader) => pushLong(machine, signedCount(machine, reader)),
  // Bytes. Those of Python 2 are its ordinary texts.
  S: (machine, reader) => machine.push(unescapeBytes(reader.line(), machine.offset)),
  T: (machine, reader) => pushBytes(machine, signedCount(machine, reader)),
  U: (machine, reader) => pushBytes(machine, reader.u8()),
  C: (machine, reader) => pushBytes(machine, reader.u8()),
  B: (machine, reader) => pushBytes(machine, reader.u32()),
  '\x8e': (machine, reader) => pushBytes(machine, reader.u64()),
  '\x96': (machine, reader) => pushBytes(machine, reader.u64()),
  // Texts.
  V: (machine, reader) => machine.push(unescapeText(reader.line())),
  '\x8c': (machine, reader) => pushText(machine, reader.u8()),
  X: (machine, reader) => pushText(machine, reader.u32()),
  '\x8d': (machine, reader) => pushText(machine, reader.u64()),
};
