// Pickles of all protocols, from Python 2 and 3; and pickles that would run something.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { numbersOf } from '../../formats/arrays/number-array.js';
import { builtinGlobals } from '../../formats/pickle/builtin-globals.js';
import { numpyGlobals, pickledArray } from '../../formats/pickle/numpy-globals.js';
import { readPickle } from '../../formats/pickle/read-pickle.js';
import { cuts, sample, withOffset } from './samples.js';

const protocols = [0, 1, 2, 3, 4, 5];
const pixels = Uint8Array.from({ length: 12 }, (_, i) => (7 * i + 3) % 256);
const read = (name: string): unknown => readPickle(sample(name), { globals: numpyGlobals }).value;
const mapOf = (value: unknown): ReadonlyMap<unknown, unknown> => {
  assert.ok(value instanceof Map);
  return value;
};

for (const protocol of protocols)
  test(`plain data of protocol ${protocol} is read as it was written`, () => {
    const value = mapOf(readPickle(sample(`plain-${protocol}.pkl`), { globals: builtinGlobals }).value);
    const bytes = (key: string): number[] => [...(value.get(key) as Uint8Array)];
    assert.equal(value.get('none'), null);
    assert.deepEqual(value.get('flags'), [true, false]);
    const small = [0, 1, -1, 255, 256, 65535, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1];
    assert.deepEqual(value.get('numbers'), [...small, 2n ** 63n, -(2n ** 70n), 0.5, -1e300]);
    assert.equal(value.get('infinite'), Infinity);
    assert.equal(value.get('text'), 'aä€\u{1f600}\n\\u0041');
    assert.equal(value.get('long'), 'x'.repeat(300));
    assert.deepEqual(bytes('bytes'), [0, 255, 10, 39]);
    assert.deepEqual(bytes('array'), [97, 98, 99]);
    assert.deepEqual(value.get('tuples'), [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
    assert.deepEqual([...mapOf(value.get('ordered'))], [['b', 1], ['a', 2]]); // prettier-ignore
    assert.equal(value.get('first'), value.get('second'));
    assert.deepEqual(value.get('nested'), new Map([[1, new Map([[2, new Map([[3, []]])]])]]));
    assert.deepEqual(value.get('many'), [...Array(2000).keys()]);
    if (protocol < 4) return;
    assert.deepEqual([value.get('set'), value.get('frozen')], [new Set([1, 2]), new Set([3])]);
  });

for (const core of ['numpy.core', 'numpy._core'])
  for (const protocol of protocols)
    test(`arrays of ${core} in protocol ${protocol} are read with type, byte order and order of indices`, () => {
      const value = mapOf(read(`${core}-${protocol}.pkl`));
      const arrayOf = (key: string): NonNullable<ReturnType<typeof pickledArray>> => {
        const array = pickledArray(value.get(key));
        assert.ok(array);
        return array;
      };
      assert.deepEqual([...arrayOf('bytes').bytes], [...pixels]);
      assert.deepEqual(arrayOf('bytes').shape, [2, 6]);
      assert.deepEqual([...numbersOf(arrayOf('big'))], [1, -2, 3]);
      assert.deepEqual([...numbersOf(arrayOf('fortran'))], [0, 2, 4, 1, 3, 5]);
      assert.equal(value.get('scalar'), 1.5);
    });

test('an array that protocol 5 wrote from a buffer is read', () => {
  const array = pickledArray(read('buffer-5.pkl'));
  assert.deepEqual([array?.shape, array?.type, [...(array?.bytes ?? [])]], [[3, 4], 'u1', [...pixels]]);
});

for (const protocol of [0, 1, 2])
  test(`a batch that Python 2 wrote in protocol ${protocol} has texts as keys`, () => {
    const value = mapOf(read(`python2-${protocol}.pkl`));
    assert.deepEqual([...value.keys()], ['batch_label', 'labels', 'data']);
    assert.equal(Buffer.from(value.get('batch_label') as Uint8Array).toString(), 'training batch 1 of 5');
    assert.deepEqual(value.get('labels'), [3, 9]);
    assert.deepEqual([...pickledArray(value.get('data'))!.bytes], [...pixels]);
  });

test('an ordered dictionary of Python 2 has its entries', () => {
  assert.deepEqual(read('python2-ordered.pkl'), new Map([['one', 1], ['two', 2]])); // prettier-ignore
});

test('several pickles in one file are read one after another', () => {
  const bytes = sample('three.pkl');
  const values: unknown[] = [];
  for (let from = 0; from < bytes.length; ) {
    const { value, end } = readPickle(bytes, { globals: [], from });
    values.push(value);
    from = end;
  }
  assert.deepEqual(values, ['first', [2], new Map([[3, 3]])]);
});

const refused: readonly [name: string, message: RegExp][] = [
  ...protocols.map((protocol): [string, RegExp] => [`system-${protocol}.pkl`, /names "posix\.system"\), at byte \d/]),
  ['eval.pkl', /names "__builtin__\.eval"\), at byte \d/],
  ['instance.pkl', /names "os\.system"\), at byte \d/],
  ['object.pkl', /names "os\.system"\), at byte 1$/],
  ['persistent.pkl', /must hold everything itself/],
  ['extension.pkl', /must not use the registry of extensions/],
  ['marks.pkl', /must not nest deeper than 1000 marks/],
  ['maps.pkl', /must have at most 1000000 operations/],
  ['calls.pkl', /must not make much more than the file has/],
  ['long.pkl', /a whole number must have at most 1000 bytes \(got 100000\)/],
  ['huge-shape.pkl', /must have 1099511627776 bytes \(got 3\)/],
  ['object-type.pkl', /the type of an array must be one of .* \(got "O8"\)/],
];
for (const [name, message] of refused)
  test(`${name} is refused: ${message.source}`, () => {
    const bytes = sample(name);
    assert.throws(() => read(name), (error) => withOffset(error, bytes.length) && message.test(String(error))); // prettier-ignore
    assert.ok(!existsSync('owned'));
  });

for (const name of ['plain-0.pkl', 'plain-2.pkl', 'plain-5.pkl', 'python2-2.pkl', 'numpy._core-4.pkl'])
  test(`${name} is refused with an offset wherever it is cut`, () => {
    const bytes = sample(name);
    for (const cut of cuts(bytes.length))
      assert.throws(
        () => readPickle(bytes.subarray(0, cut), { globals: numpyGlobals }),
        (error) => withOffset(error, cut),
      );
  });
