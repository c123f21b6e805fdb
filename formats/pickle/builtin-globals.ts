// Names of Python's own library that pickles of plain data mention.
import { FormatError } from '../format-error.js';
import { asBytes, asKey, asList, type PickleCall, type PickleGlobal } from './values.js';

/** `OrderedDict()` of Python 3, which fills it afterwards; `OrderedDict([[key, value], …])` of Python 2. */
function orderedMap(args: readonly unknown[], call: PickleCall): Map<unknown, unknown> {
  const entries = args.length === 0 ? [] : asList(args[0], 'the entries of a dictionary', call.offset);
  call.spend(64 * entries.length);
  return new Map(entries.map((entry) => keyAndValue(asList(entry, 'an entry of a dictionary', call.offset))));
}

const keyAndValue = ([key, value]: readonly unknown[]): [unknown, unknown] => [asKey(key), value];

/** `encode(text, 'latin1')`: how Python 3 writes bytes so that Python 2 can read them. */
function encode([text, encoding]: readonly unknown[], call: PickleCall): Uint8Array {
  const known = typeof encoding === 'string' && /^latin[-_]?1$/.test(encoding);
  if (typeof text !== 'string' || !known)
    throw new FormatError('a pickle must call _codecs.encode with a text and latin1', call.offset);
  call.spend(text.length);
  return Buffer.from(text, 'latin1');
}

/** `bytes()` and `bytearray(…)`. */
function makeBytes(args: readonly unknown[], call: PickleCall): Uint8Array {
  if (args.length === 0) return new Uint8Array(0);
  return args.length === 2 ? encode(args, call) : asBytes(args[0], 'the contents of bytes', call.offset);
}

export const builtinGlobals: readonly PickleGlobal[] = [
  { name: 'collections.OrderedDict', call: orderedMap },
  { name: '_codecs.encode', call: encode },
  ...['__builtin__', 'builtins'].flatMap((module) =>
    ['bytes', 'bytearray'].map((name) => ({ name: `${module}.${name}`, call: makeBytes })),
  ),
];
