// The operations of pickles by the byte that names them, protocols 0 to 5, except the one that ends a pickle.
import type { ByteCursor } from '../byte-cursor.js';
import { containerOperations } from './container-operations.js';
import type { PickleMachine } from './machine.js';
import { objectOperations } from './object-operations.js';
import { scalarOperations } from './scalar-operations.js';

/** Keyed by the operation's byte as a Latin-1 character, as Python's `pickletools` lists them. */
export type PickleOperations = Readonly<Record<string, (machine: PickleMachine, reader: ByteCursor) => void>>;

/** Protocol 0 writes the index in decimal digits. */
function lineIndex(machine: PickleMachine, reader: ByteCursor): number {
  const index = Number(Buffer.from(reader.line(100)).toString('latin1'));
  return Number.isSafeInteger(index) && index >= 0 ? index : machine.fail('an index must be a whole number from 0');
}

/** A frame only says how many bytes follow; what is in it is read like everything else. */
function checkFrame(machine: PickleMachine, reader: ByteCursor): void {
  const length = reader.u64();
  if (length > reader.left) machine.fail(`a frame of ${length} bytes must lie in the file (${reader.left} follow)`);
}

function checkProtocol(machine: PickleMachine, reader: ByteCursor): void {
  const protocol = reader.u8();
  if (protocol > 5) machine.fail(`the protocol of a pickle must be 0 to 5 (got ${protocol})`);
}

const stackOperations: PickleOperations = {
  '(': (machine) => machine.mark(),
  '0': (machine) => machine.drop(),
  '1': (machine) => void machine.popToMark(),
  '2': (machine) => machine.push(machine.top()),
  p: (machine, reader) => machine.remember(lineIndex(machine, reader)),
  q: (machine, reader) => machine.remember(reader.u8()),
  r: (machine, reader) => machine.remember(reader.u32()),
  '\x94': (machine) => machine.rememberNext(),
  g: (machine, reader) => machine.recall(lineIndex(machine, reader)),
  h: (machine, reader) => machine.recall(reader.u8()),
  j: (machine, reader) => machine.recall(reader.u32()),
  '\x80': checkProtocol,
  '\x95': checkFrame,
};

export const pickleOperations: PickleOperations = {
  ...stackOperations,
  ...scalarOperations,
  ...containerOperations,
  ...objectOperations,
};
