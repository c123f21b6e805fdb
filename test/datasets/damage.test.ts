// The report on files that hold many images names every damaged one, not only the first.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { inspectionText } from '../../cli/text/inspection-text.js';
import { inspectDataset, type Inspection } from '../../datasets/inspect/inspect.js';
import type { Dataset } from '../../domain/dataset.js';
import { writeFormat } from '../support/data-files.js';

async function inspected(kind: string, size: number, path: string): Promise<Inspection> {
  const dataset = { kind, size, path, images: null, unlabeled: true } as unknown as Dataset;
  return (await inspectDataset(dataset, 0, () => {})).inspection;
}

/** Cuts files off, or puts other bytes at a place of them. */
function damaged(folder: string, changes: Readonly<Record<string, number | readonly [number, number]>>): void {
  for (const [name, change] of Object.entries(changes)) {
    const bytes = Uint8Array.from(readFileSync(join(folder, name)));
    if (typeof change !== 'number') bytes[change[0]] = change[1];
    writeFileSync(join(folder, name), typeof change === 'number' ? bytes.subarray(0, change) : bytes);
  }
}

test('each damaged batch of CIFAR-10 is named with its byte, and what can be read is counted', async () => {
  const { folder } = writeFormat('cifar10Binary');
  damaged(folder, { 'data_batch_2.bin': [3073, 77], 'data_batch_4.bin': 3073 + 100, 'test_batch.bin': [0, 10] });
  const found = await inspected('cifar10Binary', 32, folder);
  assert.deepEqual(found.unreadable, [
    { name: 'data_batch_2.bin', reason: 'byte 3073: it must have a label from 0 to 9 (got 77)' },
    { name: 'data_batch_4.bin', reason: 'byte 3073: it must have a record of 3073 bytes (got 100 bytes to the end of the file)' }, // prettier-ignore
    { name: 'test_batch.bin', reason: 'byte 0: it must have a label from 0 to 9 (got 10)' },
  ]);
  assert.deepEqual(found.readable, { train: 14, heldOut: 0 });
  assert.equal(found.problem?.code, 'EAGAN_DATASET_DAMAGED');
  assert.match(found.problem.message, /data_batch_2\.bin, byte 3073/);
  const text = inspectionText({ ...found, path: folder, preview: null });
  assert.match(text, /damaged files: 3\n {2}data_batch_2\.bin: byte 3073/);
  assert.match(text, /images that can be read: 14 of training, 0 held out/);
});

for (const [format, kind, size, changes] of [
  ['cifar10Python', 'cifar10Python', 32, { data_batch_1: 500, 'batches.meta': 20 }],
  ['stl10Binary', 'stl10Binary', 48, { 'train_y.bin': [1, 0], 'unlabeled_X.bin': 30_000 }],
  ['idx', 'idx', 28, { 'train-images-idx3-ubyte': [0, 9], 't10k-labels-idx1-ubyte': 9 }],
] as const)
  test(`${format}: both of two damaged files are named`, async () => {
    const { folder } = writeFormat(format);
    damaged(folder, changes);
    const { unreadable, problem } = await inspected(kind, size, folder);
    assert.equal(problem?.code, 'EAGAN_DATASET_DAMAGED');
    for (const name of Object.keys(changes)) {
      const reason = unreadable.find((file) => file.name === name)?.reason;
      assert.match(reason ?? `${name} is not named`, /^byte \d+: /);
    }
  });

test('of an archive that is cut off, the archive is named', async () => {
  const { folder } = writeFormat('cifar10Binary.tar.gz');
  const name = 'cifar-10-binary.tar.gz';
  damaged(folder, { [name]: readFileSync(join(folder, name)).length >> 1 });
  const { unreadable, readable } = await inspected('cifar10Binary', 32, folder);
  assert.deepEqual([...new Set(unreadable.map((file) => file.name))], [name]);
  assert.match(unreadable[0]!.reason, /^byte \d+: a gzip file must be whole/);
  assert.ok(readable!.train < 20);
});

test('whole files have no such list', async () => {
  const { readable, unreadable } = await inspected('cifar10Binary', 32, writeFormat('cifar10Binary').folder);
  assert.deepEqual([readable, unreadable], [null, []]);
});
