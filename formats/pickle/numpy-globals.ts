// Names of NumPy that pickles of arrays mention, in all its versions: `numpy.core` became `numpy._core` with 2.0.
import { numberTypes, asNumberType, type NumberType } from '../arrays/number-types.js';
import { numbersOf, type NumberArray } from '../arrays/number-array.js';
import { elementCount } from '../arrays/strided.js';
import { FormatError } from '../format-error.js';
import { builtinGlobals } from './builtin-globals.js';
import { asBytes, asCounts, asList, asText, StatefulValue, type PickleCall, type PickleGlobal } from './values.js';

/** `numpy.dtype('u1', …)`, whose byte order comes with its state. */
class PickledType extends StatefulValue {
  littleEndian = true;
  constructor(readonly type: NumberType) {
    super();
  }
  /** State: version, byte order, and what only types of several fields have. */
  override setState(state: unknown, offset: number): void {
    const order = asText(asList(state, 'the state of a type', offset)[1], 'a byte order', offset);
    if (!/^[<>|=]$/.test(order)) throw new FormatError('a byte order must be <, > or |', offset);
    this.littleEndian = order !== '>';
  }
}

/** An array that is empty until its state comes. */
class PickledArray extends StatefulValue {
  array: NumberArray | undefined;
  /** State: version (left out by the oldest), shape, type, whether the first index varies fastest, bytes. */
  override setState(state: unknown, offset: number): void {
    const [bytes, fortranOrder, type, shape] = [...asList(state, 'the state of an array', offset)].reverse();
    this.array = makeArray({ bytes, type, shape, fortranOrder: fortranOrder === true || fortranOrder === 1 }, offset);
  }
}

interface ArrayParts {
  readonly bytes: unknown;
  readonly type: unknown;
  readonly shape: unknown;
  readonly fortranOrder: boolean;
}

function makeArray({ bytes, type, shape, fortranOrder }: ArrayParts, offset: number): NumberArray {
  if (!(type instanceof PickledType)) throw new FormatError('an array must have a type of numbers', offset);
  const [data, sizes] = [asBytes(bytes, 'the numbers of an array', offset), asCounts(shape, 'a shape', offset)];
  const expected = elementCount(sizes) * numberTypes[type.type].bytes;
  if (data.length !== expected)
    throw new FormatError(
      `an array of shape [${sizes.join(', ')}] of ${type.type} must have ${expected} bytes (got ${data.length})`,
      offset,
    );
  return { type: type.type, littleEndian: type.littleEndian, shape: sizes, fortranOrder, bytes: data };
}

function makeType([name]: readonly unknown[], { offset }: PickleCall): PickledType {
  const text = asText(name, 'the name of a type', offset);
  const type = asNumberType(text);
  if (type) return new PickledType(type);
  const known = Object.keys(numberTypes).join(', ');
  throw new FormatError(`the type of an array must be one of ${known} (got ${JSON.stringify(text.slice(0, 50))})`, offset);
}

/** Protocol 5: bytes, type, shape, order. */
function fromBuffer([bytes, type, shape, order]: readonly unknown[], { offset }: PickleCall): PickledArray {
  const made = new PickledArray();
  made.array = makeArray({ bytes, type, shape, fortranOrder: order === 'F' }, offset);
  return made;
}

/** One number with the type of an array. */
function scalar([type, bytes]: readonly unknown[], { offset }: PickleCall): number {
  return numbersOf(makeArray({ bytes, type, shape: [], fortranOrder: false }, offset))[0]!;
}

/** The array that a value of a pickle is; undefined if it is none. */
export function pickledArray(value: unknown): NumberArray | undefined {
  return value instanceof PickledArray ? value.array : undefined;
}

/** NumPy's names, and those of Python's own library. */
export const numpyGlobals: readonly PickleGlobal[] = [
  ...builtinGlobals,
  { name: 'numpy.ndarray' },
  { name: 'numpy.dtype', call: makeType },
  ...['numpy.core', 'numpy._core'].flatMap((core) => [
    { name: `${core}.multiarray._reconstruct`, call: () => new PickledArray() },
    { name: `${core}.multiarray.scalar`, call: scalar },
    { name: `${core}.numeric._frombuffer`, call: fromBuffer },
  ]),
];
