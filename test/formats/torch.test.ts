// Files of PyTorch in both forms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersOf } from '../../formats/arrays/number-array.js';
import { readTorchFile } from '../../formats/torch/read-torch.js';
import { contiguousTensor, type TorchTensor } from '../../formats/torch/tensor.js';
import { cuts, sample, withOffset } from './samples.js';

const tensorsOf = (name: string): Record<string, TorchTensor> =>
  Object.fromEntries(readTorchFile(sample(name)).map((tensor) => [tensor.name, tensor]));

/** Element [o, i, h, w] of the sample's weights, which lie with the channels last. */
const weightAt = (o: number, i: number, h: number, w: number): number => 2 + o * 12 + h * 6 + w * 3 + i;

for (const [name, prefix] of [
  ['old.pth', ''],
  ['new.pth', ''],
  ['packed.pth', ''],
  ['nested.pth', 'state_dict.'],
] as const)
  // prettier-ignore
  test(`the tensors of ${name} have names, shapes, strides and numbers`, () => {
    const tensors = tensorsOf(name);
    assert.deepEqual(
      Object.keys(tensors),
      ['conv.weight', 'conv.bias', 'count', 'half'].map((each) => prefix + each),
    );
    const weight = tensors[`${prefix}conv.weight`]!;
    assert.deepEqual([weight.type, weight.shape, weight.strides, weight.storageOffset], ['f4', [2, 3, 2, 2], [12, 1, 6, 3], 2]); // prettier-ignore
    const expected = [0, 1].flatMap((o) =>
      [0, 1, 2].flatMap((i) => [0, 1].flatMap((h) => [0, 1].map((w) => weightAt(o, i, h, w)))),
    );
    assert.deepEqual([...numbersOf(contiguousTensor(weight))], expected);
    assert.deepEqual([...numbersOf(contiguousTensor(tensors[`${prefix}conv.bias`]!))], [0, 1]);
    assert.deepEqual([...numbersOf(contiguousTensor(tensors[`${prefix}count`]!))], [-(2 ** 40)]);
    assert.deepEqual([...numbersOf(contiguousTensor(tensors[`${prefix}half`]!))], [0.5, -2, 65504, 2 ** -24]);
  });

test('dimensions can be read in another order, without a copy where the elements lie so', () => {
  const weight = tensorsOf('old.pth')['conv.weight']!;
  const asStored = contiguousTensor(weight, [0, 2, 3, 1]);
  assert.deepEqual(asStored.shape, [2, 2, 2, 3]);
  assert.equal(asStored.bytes.buffer, weight.bytes.buffer);
  const [height, width, input, output] = [1, 0, 2, 1];
  const hwio = contiguousTensor(weight, [2, 3, 1, 0]);
  assert.deepEqual(hwio.shape, [2, 2, 3, 2]);
  const place = ((height * 2 + width) * 3 + input) * 2 + output;
  assert.equal(numbersOf(hwio)[place], weightAt(output, input, height, width));
});

const refused: readonly [name: string, message: RegExp][] = [
  ['system.pth', /names "posix\.system"/],
  ['big-endian.pth', /must come from a little-endian machine/],
  ['missing-storage.pth', /archive\/data\/94001 must have 104 bytes \(got no entry\)/],
  ['outside.pth', /from element 2 on must lie in its storage \(of 26\)/],
  ['repeated.pth', /must lie in its storage \(of 26\)/],
  ['no-tensors.pth', /must be a dictionary with tensors/],
  ['itself.pth', /must be a dictionary with tensors/],
  ['three.pkl', /must begin with its magic number or be a zip/],
];
for (const [name, message] of refused)
  test(`${name} is refused: ${message.source}`, () => {
    const bytes = sample(name);
    assert.throws(() => readTorchFile(bytes), (error) => withOffset(error, bytes.length) && message.test(String(error))); // prettier-ignore
  });

for (const name of ['old.pth', 'new.pth', 'packed.pth'])
  test(`${name} is refused with an offset wherever it is cut`, () => {
    const bytes = sample(name);
    for (const cut of cuts(bytes.length))
      assert.throws(
        () => readTorchFile(bytes.subarray(0, cut)),
        (error) => withOffset(error, bytes.length),
      );
  });
