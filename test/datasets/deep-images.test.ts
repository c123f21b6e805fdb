// Images of 16 bits: images that use fewer bits are not black, one rule holds for a folder, and images that use all
// bits stay as they were.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../datasets/decode-image.js';
import { folderContents } from '../../datasets/folder-contents.js';
import { ingestFolder } from '../../datasets/ingest-folder.js';
import { openDataset } from '../../datasets/index.js';
import { decoderVersion } from '../../datasets/decode-image.js';
import { bitsFor } from '../../datasets/sample-bits.js';
import { memoryObjects } from '../support/memory-objects.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A 16-bit PNG of one grey. */
const png16 = (grey: number): Promise<Buffer> =>
  sharp(new Uint16Array(8 * 8 * 3).fill(grey), { raw: { width: 8, height: 8, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();

/**
 * A TIFF written by hand, because sharp writes only 8 bits: 8 × 8, grey, one strip. `format`: 1 whole numbers, 3
 * floating point.
 */
function tiff(samples: Uint16Array | Float32Array, format: 1 | 3): Buffer {
  const data = Buffer.from(samples.buffer);
  const bits = samples.BYTES_PER_ELEMENT * 8;
  const tags = [
    ...[
      [256, 8],
      [257, 8],
      [258, bits],
      [259, 1],
      [262, 1],
      [273, 8],
      [277, 1],
      [278, 8],
      [279, data.length],
    ],
    [339, format],
  ] as [number, number][];
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(8 + data.length, 4);
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length);
  for (const [i, [tag, value]] of tags.entries()) {
    const at = 2 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(4, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, data, directory]);
}
const tiff16 = (grey: number): Buffer => tiff(new Uint16Array(64).fill(grey), 1);

/** Ingests a folder of these images, ten of each in two classes; the packed red of each, by name. */
async function packedReds(images: Record<string, Buffer>): Promise<{ reds: number[]; bits: number | null }> {
  const folder = temporaryFolder();
  for (const name of ['a', 'b']) {
    mkdirSync(join(folder, 'train', name), { recursive: true });
    mkdirSync(join(folder, 'test', name), { recursive: true });
    for (const [file, bytes] of Object.entries(images)) writeFileSync(join(folder, 'train', name, file), bytes);
    writeFileSync(join(folder, 'test', name, 'x.png'), await png16(0));
  }
  const { digest, sampleBits } = await folderContents(folder);
  const objects = memoryObjects();
  const settings = { kind: 'imageFolder', size: 8, images: null, unreadable: 'fail' } as const;
  const seen = { contents: digest, decoder: decoderVersion(sampleBits) };
  const dataset = await openDataset(await ingestFolder(folder, settings, seen, objects, () => {}), objects);
  const reds = Object.keys(images).map((_, i) => dataset.train.read([2 * i])[0]!);
  return { reds, bits: sampleBits };
}

for (const [kind, make] of Object.entries({ PNG: png16, TIFF: async (grey: number) => tiff16(grey) })) {
  test(`${kind}: ten of sixteen bits span black to white, and dark images stay darker than bright ones`, async () => {
    const files = { '1.png': await make(100), '2.png': await make(512), '3.png': await make(1023) };
    const { reds, bits } = await packedReds(files);
    assert.equal(bits, 10);
    assert.deepEqual(reds, [25, 128, 255]);
  });

  test(`${kind}: images that use all sixteen bits stay as they were`, async () => {
    const { reds, bits } = await packedReds({ '1.png': await make(256), '2.png': await make(65535) });
    assert.equal(bits, 16);
    assert.deepEqual(reds, [1, 255]);
  });
}

test('images of 8 bits in the same folder stay as they were', async () => {
  const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#646464' } });
  const { reds } = await packedReds({ '1.png': await png16(1023), '2.png': await grey.png().toBuffer() });
  assert.deepEqual(reds, [255, 100]);
});

test('the decoder’s description names the bits if they are fewer than 16, and is otherwise as before', () => {
  assert.equal(decoderVersion(null), decoderVersion());
  assert.equal(decoderVersion(16), decoderVersion());
  assert.match(decoderVersion(10), /, cover lanczos3, 10 of 16 bits$/);
});

test('transparency is not counted as brightness and is not scaled', async () => {
  const samples = new Uint16Array(8 * 8 * 4).map((_, i) => (i % 4 === 3 ? 65535 : 1023));
  const image = sharp(samples, { raw: { width: 8, height: 8, channels: 4 } }).toColourspace('rgb16');
  assert.deepEqual((await packedReds({ '1.png': await image.png().toBuffer() })).bits, 10);
});

test('images in floating point are refused by name, because their range is not defined', async () => {
  const bytes = tiff(new Float32Array(64).fill(0.5), 3);
  await assert.rejects(decodeImage(bytes, 8), /unsupported sample type float/);
});

test('the recognised numbers of bits are those of cameras and scanners', () => {
  const bits = [0, 255, 256, 1023, 1024, 4095, 4096, 16383, 16384, 65535].map(bitsFor);
  assert.deepEqual(bits, [16, 8, 10, 10, 12, 12, 14, 14, 16, 16]);
});
