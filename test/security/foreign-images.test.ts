// Image folders from strangers: no image takes more memory than the table of limits says, no entry is waited for, and
// no link leads out of the folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { imageHeader } from '../../datasets/image-header.js';
import { folderContents } from '../../datasets/folder-contents.js';
import { imageLimits } from '../../datasets/limits.js';
import { listFolder } from '../../datasets/list-folder.js';
import { mapInOrder } from '../../datasets/map-in-order.js';
import { inspectFolder } from '../support/inspect-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const small = (): Promise<Buffer> => sharp({ create: { width: 8, height: 6, channels: 3, background: '#456' } }).png().toBuffer(); // prettier-ignore

/** Two classes with two images each. */
async function imageFolder(): Promise<string> {
  const folder = temporaryFolder();
  for (const name of ['cat', 'dog']) {
    mkdirSync(join(folder, 'train', name), { recursive: true });
    for (const i of [1, 2]) writeFileSync(join(folder, 'train', name, `${i}.png`), await small());
  }
  return folder;
}

/** A small image whose header says another size: what a decoder would make room for first. */
function claiming(
  bytes: Buffer,
  at: number,
  width: number,
  height: number,
  write: 'writeUInt32BE' | 'writeUInt16BE',
): Buffer {
  const changed = Buffer.from(bytes);
  const step = write === 'writeUInt32BE' ? 4 : 2;
  const [first, second] = write === 'writeUInt32BE' ? [width, height] : [height, width];
  changed[write](first, at);
  changed[write](second, at + step);
  return changed;
}

test('the size of each format is read from its header as the decoder reads it', async () => {
  const picture = sharp({ create: { width: 321, height: 123, channels: 4, background: '#8888' } });
  const forms = {
    png: picture.clone().png(),
    interlaced: picture.clone().png({ progressive: true }),
    palette: picture.clone().png({ palette: true }),
    png16: picture.clone().toColourspace('rgb16').png(),
    jpeg: picture.clone().jpeg(),
    progressive: picture.clone().jpeg({ progressive: true }),
    exif: picture.clone().withMetadata().jpeg(),
    gif: picture.clone().gif(),
    webp: picture.clone().webp(),
    lossless: picture.clone().webp({ lossless: true }),
    opaque: picture.clone().flatten().webp(),
    tiff: picture.clone().tiff(),
    bigTiff: picture.clone().tiff({ bigtiff: true }),
    tiles: picture.clone().tiff({ tile: true, pyramid: true }),
    avif: picture.clone().avif({ effort: 0 }),
  };
  for (const [name, form] of Object.entries(forms)) {
    const header = imageHeader(await form.toBuffer());
    assert.deepEqual([header?.width, header?.height], [321, 123], name);
    assert.ok(header!.pixelBytes >= 1 && header!.pixelBytes <= 9, name);
  }
});

test('bytes that are no image, and every beginning of one, have no header or the right one, and never an error', async () => {
  const bytes = await sharp({ create: { width: 50, height: 40, channels: 3, background: '#123' } })
    .jpeg()
    .toBuffer();
  for (let length = 0; length < bytes.length; length++) {
    const header = imageHeader(bytes.subarray(0, length));
    if (header !== null) assert.deepEqual([header.width, header.height], [50, 40]);
  }
  for (const text of ['', 'GIF8', 'RIFF....WEBPVP8X', '\xff\xd8\xff\xff\xff', 'II*\0', 'MM\0*\0\0\0\b'])
    assert.equal(imageHeader(Buffer.from(text, 'latin1')), null);
});

test('an interlaced image of 16000 × 16000 pixels in 801 KB is named, and nobody decodes it', async () => {
  const folder = await imageFolder();
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#123' } })
    .jpeg()
    .toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  writeFileSync(join(folder, 'train/cat/huge.png'), claiming(await small(), 16, 16000, 16000, 'writeUInt32BE'));
  writeFileSync(join(folder, 'train/cat/huge.jpg'), claiming(jpeg, frame + 5, 60000, 60000, 'writeUInt16BE'));
  const before = process.memoryUsage().rss;
  const { unreadable } = await inspectFolder(folder);
  assert.deepEqual(
    unreadable.map(({ name }) => name),
    ['train/cat/huge.jpg', 'train/cat/huge.png'],
  );
  for (const { reason } of unreadable)
    assert.match(reason, /too large: .* at most 100 megapixels .* save a smaller copy/);
  assert.ok(process.memoryUsage().rss - before < 400e6);
});

/** A TIFF that says its size twice: decoders take the first one. */
function twiceSized(tiff: Buffer): Buffer {
  const at = tiff.readUInt32LE(4);
  const count = tiff.readUInt16LE(at);
  const entries = tiff.subarray(at + 2, at + 2 + 12 * count);
  const small = [256, 257].map((tag) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(tag, 0);
    entry.writeUInt16LE(4, 2);
    entry.writeUInt32LE(1, 4);
    entry.writeUInt32LE(8, 8);
    return entry;
  });
  const folder = Buffer.concat([Buffer.alloc(2), entries, ...small, Buffer.alloc(4)]);
  folder.writeUInt16LE(count + 2, 0);
  const changed = Buffer.concat([tiff, folder]);
  changed.writeUInt32LE(tiff.length, 4);
  return changed;
}

/** One byte before the frame, which decoders pass over. */
function withJunk(jpeg: Buffer): Buffer {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
  return Buffer.concat([jpeg.subarray(0, frame), Buffer.alloc(1), jpeg.subarray(frame)]);
}

test('an image whose header hides its size is refused, or measured as it is decoded', async () => {
  const large = sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#123456' } });
  const [tiff, jpeg] = [await large.clone().tiff({ compression: 'lzw' }).toBuffer(), await large.clone().jpeg({ progressive: true }).toBuffer()]; // prettier-ignore
  assert.deepEqual(imageHeader(twiceSized(tiff)), { width: 7000, height: 7000, pixelBytes: 3 });
  const found = imageHeader(withJunk(jpeg));
  assert.deepEqual([found?.width, found?.height, found?.pixelBytes], [7000, 7000, 9]);
  const folder = await imageFolder();
  writeFileSync(join(folder, 'train/cat/junk.jpg'), withJunk(jpeg));
  // Its header says less than the image has.
  writeFileSync(join(folder, 'train/cat/lies.png'), lying(await large.clone().png().toBuffer()));
  const { unreadable } = await inspectFolder(folder);
  assert.deepEqual(
    unreadable.map(({ name }) => name),
    ['train/cat/junk.jpg', 'train/cat/lies.png'],
  );
});

/** A PNG inside a file that begins as a small GIF would; no decoder reads it as one. */
const lying = (png: Buffer): Buffer => Buffer.concat([Buffer.from('GIF89a\x08\0\x08\0\0\0\0', 'latin1'), png]);

for (const [what, bytes] of [
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'],
  ['PPM', 'P6 2 2 255 abcdefghijkl'],
  ['PDF', '%PDF-1.4\n'],
] as const)
  test(`${what} in a file that is called .png is never opened`, async () => {
    const folder = await imageFolder();
    writeFileSync(join(folder, 'train/cat/other.png'), bytes);
    const { unreadable } = await inspectFolder(folder);
    assert.match(unreadable[0]?.reason ?? 'it was read', /^its content is not a JPEG/);
    await assert.rejects(sharp(Buffer.from(bytes)).metadata(), 'the decoder itself would open it');
  });

test('a real image above the limit of memory, though below that of pixels, is named with what to do', async () => {
  const folder = await imageFolder();
  writeFileSync(join(folder, 'train/dog/deep.png'), deepHeader(await small(), 8000, 8000));
  const { unreadable } = await inspectFolder(folder);
  assert.match(unreadable[0]!.reason, /8000 × 8000 pixels of 8 bytes; at most 400 MB/);
});

/** Colours with alpha, 16 bits a sample. */
function deepHeader(png: Buffer, width: number, height: number): Buffer {
  const bytes = claiming(png, 16, width, height, 'writeUInt32BE');
  bytes[24] = 16;
  bytes[25] = 6;
  return bytes;
}

test('a pipe, a device, a loop of links and a file of 3 GiB with image names are named and not waited for', async () => {
  const folder = await imageFolder();
  const at = (name: string): string => join(folder, 'train/cat', name);
  execFileSync('mkfifo', [at('pipe.png')]);
  symlinkSync('/dev/zero', at('device.png'));
  symlinkSync('loop.png', at('loop.png'));
  writeFileSync(at('vast.png'), '');
  truncateSync(at('vast.png'), 3 * 2 ** 30);
  const { unreadable, problem } = await inspectFolder(folder);
  assert.equal(problem, null);
  assert.deepEqual(
    unreadable.map(({ name, reason }) => `${name}: ${reason.split(';')[0]}`),
    [
      'train/cat/device.png: a device, not a regular file',
      'train/cat/loop.png: a link that points to itself',
      'train/cat/pipe.png: a pipe, not a regular file',
      'train/cat/vast.png: too large: 3072 MiB',
    ],
  );
});

for (const [what, plant] of [
  [
    'a file',
    (folder: string, target: string) => symlinkSync(join(target, 'secret.png'), join(folder, 'train/cat/3.png')),
  ],
  ['a class folder', (folder: string, target: string) => symlinkSync(target, join(folder, 'train/extra'))],
  [
    'train itself',
    (folder: string, target: string) => {
      cpSync(join(folder, 'train'), join(target, 'train'), { recursive: true });
      rmSync(join(folder, 'train'), { recursive: true });
      symlinkSync(join(target, 'train'), join(folder, 'train'));
    },
  ],
] as const)
  test(`a link to ${what} outside of the folder is refused, unless its folder is allowed; links within are followed`, async () => {
    const [folder, target] = [await imageFolder(), temporaryFolder()];
    writeFileSync(join(target, 'secret.png'), await small());
    symlinkSync('1.png', join(folder, 'train/dog/3.png'));
    const { digest } = await folderContents(folder);
    plant(folder, target);
    await assert.rejects(folderContents(folder), { code: 'EAGAN_PATH_OUTSIDE', message: /train/ });
    assert.equal((await inspectFolder(folder)).problem?.code, 'EAGAN_PATH_OUTSIDE');
    // An ingest takes only what was found when the run was made: runs of before go on.
    assert.ok(listFolder(folder, [], 'anywhere').train.length >= 5);
    process.env.EAGAN_ALSO_READ = target;
    try {
      const allowed = await folderContents(folder);
      assert.equal(allowed.digest === digest, what === 'train itself');
    } finally {
      delete process.env.EAGAN_ALSO_READ;
    }
  });

test('images wait for each other by what they weigh, and come in order', async () => {
  const weights = [5, 1, 9, 3, 20, 1, 1];
  let [held, most] = [0, 0];
  const work = async (weight: number): Promise<number> => {
    most = Math.max(most, (held += weight));
    await new Promise((resolve) => setTimeout(resolve, 2));
    return weight * 2;
  };
  const room = { most: 10, weigh: (weight: number) => weight };
  const seen: number[] = [];
  for await (const [weight, result] of mapInOrder(weights, 8, work, room)) {
    held -= weight;
    assert.equal(result, weight * 2);
    seen.push(weight);
  }
  assert.deepEqual(seen, weights);
  assert.equal(most, 20); // alone
  assert.ok(imageLimits.decodingBytes.most >= imageLimits.decodedBytes.most);
});
