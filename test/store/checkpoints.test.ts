// Checkpoints and safetensors give the same bits back, and unchanged tensors are stored once.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { packNames } from '../../store/checkpoints.js';
import { openStore, readTensors, writeSafetensors } from '../../store/index.js';
import { readSafetensors } from '../../store/safetensors.js';
import type { TensorData } from '../../store/types.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const floats = (...numbers: number[]): TensorData => ({ shape: [numbers.length], data: Float32Array.from(numbers) });
const mixed = new Map<string, TensorData>([
  ['b', { shape: [2, 3], data: Float32Array.from([0.1, -0, NaN, Infinity, 1e-40, 3]) }],
  ['a', { shape: [], data: Int32Array.from([-7]) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
]);
const byName = (tensors: ReadonlyMap<string, TensorData>): unknown[] =>
  [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));

test('safetensors give the same bits back, whatever the alignment of the file in memory', () => {
  const bytes = writeSafetensors(mixed, { format: 'pt' });
  for (const shift of [0, 1, 4]) {
    const moved = new Uint8Array(bytes.length + shift);
    moved.set(bytes, shift);
    const { tensors, metadata } = readSafetensors(moved.subarray(shift));
    assert.deepEqual(byName(tensors), byName(mixed));
    assert.deepEqual(metadata, { format: 'pt' });
  }
});

test('a safetensors file has the published layout, byte for byte', () => {
  const bytes = Buffer.from(writeSafetensors(new Map([['w', floats(1)]])));
  const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  assert.deepEqual(bytes, Buffer.concat([length, Buffer.from(header), Buffer.from([0, 0, 0x80, 0x3f])]));
});

test('the order in which tensors are given does not change the file', () => {
  assert.deepEqual(writeSafetensors(mixed), writeSafetensors(new Map([...mixed].reverse())));
});

const whole = writeSafetensors(new Map([['w', floats(1, 2)]]));
for (const [what, bytes] of [
  ['cut off in its data', whole.subarray(0, whole.length - 1)],
  ['cut off in its header', whole.subarray(0, 20)],
  ['shorter than a length', whole.subarray(0, 3)],
  ['of another dtype', Buffer.from(Buffer.from(whole).toString('latin1').replace('F32', 'F64'), 'latin1')],
  ['without a JSON header', Buffer.from(Buffer.from(whole).toString('latin1').replace('{', '!'), 'latin1')],
] as const) {
  test(`a safetensors file ${what} is refused`, () => {
    assert.throws(() => readSafetensors(bytes), { code: 'EAGAN_OBJECT_CORRUPT' });
  });
}

test('a tensor whose shape does not match its numbers is refused', () => {
  assert.throws(
    () => writeSafetensors(new Map([['w', { shape: [3], data: new Float32Array(2) }]])),
    /w of shape \[3\]/,
  );
});

test('a checkpoint gives back metadata and tensors, and an equal one has the same digest', async () => {
  const { checkpoints } = await openStore(temporaryFolder());
  const meta = { schemaVersion: 1, kind: 'stage', iteration: 40 };
  const digest = await checkpoints.write(meta, mixed);
  const read = await checkpoints.read(digest);
  assert.deepEqual(read.meta, meta);
  assert.deepEqual(byName(read.tensors), byName(mixed));
  assert.equal(await checkpoints.write(meta, new Map([...mixed].reverse())), digest);
});

/** Weights and moments of two operations and of two opponents, a megabyte each. */
function bigState(changed: number): Map<string, TensorData> {
  const tensor = (value: number): TensorData => ({ shape: [262144], data: new Float32Array(262144).fill(value) });
  return new Map([
    ['searched/weights/cell1.c0.ops.0.weight', tensor(1)],
    ['searched/moments1/cell1.c0.ops.0.weight', tensor(2)],
    ['searched/weights/cell1.c0.ops.1.weight', tensor(changed)],
    ['searched/moments1/cell1.c0.ops.1.weight', tensor(changed + 1)],
    ['opponents/00/weights/l1.weight', tensor(5)],
    ['opponents/01/weights/l1.weight', tensor(6)],
  ]);
}

test('a second checkpoint stores only its manifest and the changed operation', async () => {
  const folder = temporaryFolder();
  const { checkpoints } = await openStore(folder);
  const objects = async (): Promise<number> =>
    (await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
      .length;
  await checkpoints.write({ iteration: 1 }, bigState(3));
  assert.equal(await objects(), 5);
  const second = await checkpoints.write({ iteration: 2 }, bigState(4));
  assert.equal(await objects(), 7);
  assert.deepEqual(byName((await checkpoints.read(second)).tensors), byName(bigState(4)));
});

test('a small network is one pack, and an operation is never split', () => {
  const state = new Map(
    ['opponents/00', 'searched'].flatMap((network) =>
      ['a.weight', 'a.bias', 'b.weight'].flatMap((name) =>
        ['weights', 'moments1', 'steps'].map((kind) => [`${network}/${kind}/${name}`, floats(1, 2)] as const),
      ),
    ),
  );
  assert.deepEqual(
    packNames(state).map((names) => names.length),
    [9, 9],
  );
  assert.deepEqual(
    packNames(state, 1).map((names) => names.length),
    [6, 3, 6, 3],
  );
});

test('an object that is no checkpoint is refused, and the error names it', async () => {
  const { checkpoints, objects } = await openStore(temporaryFolder());
  const digest = await objects.put(Buffer.from('{"kind":"winner","schemaVersion":1}'));
  await assert.rejects(checkpoints.read(digest), { code: 'EAGAN_OBJECT_CORRUPT', message: /winner/ });
});

test('some tensors of a checkpoint come back alone, and a manifest or pack that cannot be read is named', async () => {
  const { objects, checkpoints } = await openStore(temporaryFolder());
  const tensors = new Map<string, TensorData>([...mixed, ['searched/weights/w', floats(1, 2)]]);
  const digest = await checkpoints.write({ kind: 'stage' }, tensors);
  const read = await readTensors(objects, digest, (name) => ['a', 'searched/weights/w'].includes(name));
  assert.deepEqual(read.meta, { kind: 'stage' });
  assert.deepEqual(byName(read.tensors), byName(new Map([...tensors].filter(([name]) => /^a$|w$/.test(name)))));
  for (const { data } of read.tensors.values())
    assert.equal(data.buffer.byteLength, data.byteLength, 'no view of a pack');
  const other = await objects.put(Buffer.from('{"kind":"other"}'));
  for (const bad of [other, await objects.put(Buffer.from('null')), await objects.put(Buffer.from('no JSON'))])
    await assert.rejects(
      readTensors(objects, bad, () => true),
      { code: 'EAGAN_OBJECT_CORRUPT' },
    );
  await assert.rejects(
    readTensors(objects, '0'.repeat(64), () => true),
    { code: 'EAGAN_OBJECT_MISSING' },
  );
});
