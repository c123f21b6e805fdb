// NumPy's files of one and of several arrays: read, and written so that Python reads them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { numbersOf, type NumberArray } from '../../formats/arrays/number-array.js';
import { numberTypes } from '../../formats/arrays/number-types.js';
import { readNpy } from '../../formats/arrays/npy.js';
import { openNpz } from '../../formats/arrays/npz.js';
import { writeNpy, writeNpz } from '../../formats/arrays/write-npy.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { cuts, sample, withOffset } from './samples.js';

const mostBytes = 2 ** 20;
const told = (array: NumberArray): unknown => [array.shape, [...numbersOf(array)]];

for (const [type, { bytes }] of Object.entries(numberTypes))
  for (const order of bytes === 1 ? ['little'] : ['little', 'big'])
    test(`an array of ${type}, ${order}-endian, is read`, () => {
      const array = readNpy(sample(`${order}-${type}.npy`));
      assert.equal(array.type, type);
      assert.deepEqual(told(array), [[2, 3], type === 'b1' ? [0, 1, 1, 0, 1, 1] : [0, 1, 2, 3, 100, 127]]);
    });

const read: readonly [name: string, told: unknown][] = [
  ...[1, 2, 3].map((version): [string, unknown] => [`version-${version}.npy`, [[3], [0.5, -1, 1e300]]]),
  ['fortran.npy', [[2, 3], [0, 1, 2, 3, 4, 5]]], // prettier-ignore
  ['scalar.npy', [[], [2.5]]],
  ['empty.npy', [[0, 32, 32, 3], []]],
  ['python2.npy', [[2], [1, 2]]], // prettier-ignore
];
for (const [name, expected] of read)
  test(`${name} is read`, () => assert.deepEqual(told(readNpy(sample(name))), expected));

const refused: readonly [name: string, message: RegExp][] = [
  ['large-integer.npy', /must be between -2\^53 and 2\^53/],
  ['objects.npy', /the descr must be <, > or \| and one of .* \(got "\|O"\)/],
  ['fields.npy', /must have a descr that is a text/],
  ['huge.npy', /a shape of whole numbers|at most 32 sizes/],
  ['version-4.npy', /must be 1, 2 or 3 \(got 4\)/],
  ['plain-2.pkl', /must begin with \\x93NUMPY/],
];
for (const [name, message] of refused)
  test(`${name} is refused: ${message.source}`, () => {
    const bytes = sample(name);
    assert.throws(() => told(readNpy(bytes)), (error) => withOffset(error, bytes.length) && message.test(String(error))); // prettier-ignore
  });

test('a file of one array is refused with an offset wherever it is cut, and if more follows', () => {
  const bytes = sample('version-2.npy');
  for (const cut of cuts(bytes.length))
    assert.throws(
      () => readNpy(bytes.subarray(0, cut)),
      (error) => withOffset(error, cut),
    );
  assert.throws(() => readNpy(Buffer.concat([bytes, Buffer.alloc(1)])), /24 bytes of numbers must follow .*\(got 25\)/);
});

for (const name of ['stored.npz', 'deflated.npz', 'wide.npz', 'comment.npz'])
  test(`${name} gives its arrays by name`, () => {
    const file = openNpz(sample(name), mostBytes);
    assert.deepEqual(file.names, ['mu', 'sigma']);
    assert.deepEqual(told(file.read('mu')), [[2], [1, 2]]);
    assert.deepEqual(told(file.read('sigma')), [[2, 2], [4, 1, 1, 3]]); // prettier-ignore
  });

const refusedZips: readonly [name: string, message: RegExp][] = [
  ['changed.npz', /mu\.npy: the contents must have the checksum/],
  ['lzma.npz', /mu\.npy: the entry must be stored or deflated \(its method is 14\)/],
  ['twice.npz', /one entry of a name \(got two of "mu\.npy"\)/],
  ['bomb.npz', /mu\.npy must unpack to at most 100000 bytes \(it says 1048576\)/],
  ['lying.npz', /mu\.npy: the entry must unpack to 100 bytes/],
  ['old.pth', /must end with its directory/],
];
for (const [name, message] of refusedZips)
  test(`${name} is refused: ${message.source}`, () => {
    const bytes = sample(name);
    assert.throws(() => openNpz(bytes, 100_000).read('mu'), (error) => withOffset(error, bytes.length) && message.test(String(error))); // prettier-ignore
  });

test('an array that is not there is refused with the names that are', () => {
  assert.throws(() => openNpz(sample('stored.npz'), mostBytes).read('mean'), /"mean" must be .*\(it has mu, sigma\)/);
});

for (const name of ['stored.npz', 'deflated.npz', 'wide.npz'])
  test(`${name} is refused with an offset wherever it is cut`, () => {
    const bytes = sample(name);
    for (const cut of cuts(bytes.length))
      assert.throws(
        () => openNpz(bytes.subarray(0, cut), mostBytes).read('mu'),
        (error) => withOffset(error, bytes.length),
      );
  });

const written = {
  mu: { shape: [3], data: Float64Array.of(0.5, -1, 1e300) },
  sigma: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  images: { shape: [1, 2, 1, 3], data: Uint8Array.of(1, 2, 3, 253, 254, 255) },
  count: { shape: [], data: BigInt64Array.of(50_000n) },
  labels: { shape: [2], data: Int32Array.of(7, -1) },
};

test('arrays that were written are read back', () => {
  const file = openNpz(writeNpz(written), mostBytes);
  assert.deepEqual(file.names, Object.keys(written));
  for (const [name, { shape, data }] of Object.entries(written)) {
    const numbers = [...data].map(Number);
    assert.deepEqual(told(file.read(name)), [shape, numbers]);
    assert.deepEqual(told(readNpy(writeNpy({ shape, data }))), [shape, numbers]);
  }
});

test('a written file is whole for Python, its headers are as NumPy writes them, and equal arrays give equal bytes', () => {
  const path = join(temporaryFolder(), 'written.npz');
  writeFileSync(path, writeNpz(written));
  assert.deepEqual(writeNpz(written), writeNpz(structuredClone(written)));
  const program = `
import ast, struct, sys, zipfile
file = zipfile.ZipFile(sys.argv[1])
assert file.testzip() is None
for name in file.namelist():
    data = file.read(name)
    length = struct.unpack("<H", data[8:10])[0]
    assert data[:8] == b"\\x93NUMPY\\x01\\x00" and (10 + length) % 64 == 0 and data[9 + length] == 10
    header = ast.literal_eval(data[10:10 + length].decode())
    print(name, header["descr"], header["shape"], header["fortran_order"], len(data) - 10 - length)
`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program, path], { encoding: 'utf8' });
  assert.deepEqual(
    stdout.trim().split('\n'),
    ['mu.npy <f8 (3,) False 24', 'sigma.npy <f4 (2, 2) False 16', 'images.npy |u1 (1, 2, 1, 3) False 6', 'count.npy <i8 () False 8', 'labels.npy <i4 (2,) False 8'], // prettier-ignore
    stderr,
  );
});

test('an array whose shape has another number of elements is not written', () => {
  assert.throws(() => writeNpy({ shape: [2, 2], data: Uint8Array.of(1) }), /a shape of 1 elements is required/);
});
