// Decoding: TensorFlow decodes plain JPEGs to the pixels that libvips gives, libvips decodes everything else, and both
// find damage.
import assert from 'node:assert/strict';
import test from 'node:test';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { decodeImage } from '../../datasets/decode-image.js';
import { decodeNatively } from '../../datasets/decode-natively.js';
import { drawShape } from '../../datasets/draw-shape.js';
import { isPlainJpeg } from '../../datasets/plain-jpeg.js';
import { stream } from '../../domain/stream.js';
import { tensorCount } from '../../models/device.js';

const drawn = (size: number, index = 7): Sharp =>
  sharp(drawShape(1, index, size), { raw: { width: size, height: size, channels: 3 } });
const jpeg = (size: number, options: JpegOptions = {}): Promise<Buffer> => drawn(size).jpeg(options).toBuffer();
/** The file decoded by libvips alone, without this program's additions. */
const byLibvips = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).toColourspace('srgb').raw().toBuffer();

const plain: Record<string, () => Promise<Buffer>> = {
  'half the colours': () => jpeg(32, { chromaSubsampling: '4:2:0' }),
  'all colours': () => jpeg(32, { chromaSubsampling: '4:4:4' }),
  coarse: () => jpeg(32, { quality: 20 }),
  progressive: () => jpeg(32, { progressive: true }),
  'by mozjpeg': () => jpeg(32, { mozjpeg: true }),
  grey: () => drawn(32).toColourspace('b-w').jpeg().toBuffer(),
  '8 pixels wide': () => jpeg(8),
  '24 pixels wide': () => jpeg(24),
  '50 pixels wide': () => jpeg(50),
};

for (const [name, make] of Object.entries(plain)) {
  test(`TensorFlow decodes a plain JPEG, ${name}, to the pixels of libvips`, async () => {
    const bytes = await make();
    const { width } = await sharp(bytes).metadata();
    assert.ok(isPlainJpeg(bytes, width));
    const before = tensorCount();
    assert.deepEqual(Buffer.from(decodeNatively(bytes)!), await byLibvips(bytes));
    assert.equal(tensorCount(), before);
  });
}

/** A red left half, a blue right half. */
async function halves(): Promise<Sharp> {
  const half = (r: number, b: number): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 16, channels: 3, background: { r, g: 0, b } } })
      .png()
      .toBuffer();
  const [left, right] = await Promise.all([half(240, 0), half(0, 240)]);
  const canvas = sharp({ create: { width: 16, height: 16, channels: 3, background: '#000' } });
  const joined = canvas.composite([
    { input: left!, left: 0, top: 0 },
    { input: right!, left: 8, top: 0 },
  ]);
  return sharp(await joined.png().toBuffer());
}

/** What is at the four corners: R for red, B for blue. */
async function corners(bytes: Uint8Array): Promise<string> {
  const pixels = await decodeImage(bytes, 16);
  assert.equal(pixels.length, 16 * 16 * 3);
  const at = (row: number, column: number): string => {
    const [red, , blue] = pixels.subarray((row * 16 + column) * 3);
    return red! > blue! + 60 ? 'R' : blue! > red! + 60 ? 'B' : '?';
  };
  return at(1, 1) + at(1, 14) + at(14, 1) + at(14, 14);
}

const others: Record<string, { make: (image: Sharp) => Sharp; corners?: string }> = {
  'a JPEG turned by its EXIF': { make: (i) => i.withMetadata({ orientation: 6 }).jpeg(), corners: 'RRBB' },
  'a JPEG with a colour profile': { make: (i) => i.withIccProfile('p3').jpeg() },
  'a CMYK JPEG': { make: (i) => i.toColourspace('cmyk').jpeg({ quality: 100 }) },
  'a larger JPEG': { make: (i) => i.resize(64, 64, { kernel: 'nearest' }).jpeg() },
  'a PNG': { make: (i) => i.png() },
  'a PNG with 16 bits': { make: (i) => i.toColourspace('rgb16').png() },
  'a PNG with a palette': { make: (i) => i.png({ palette: true }) },
  'an interlaced PNG': { make: (i) => i.png({ progressive: true }) },
  'a PNG with alpha': { make: (i) => i.ensureAlpha(1).png() },
};

for (const [name, { make, corners: expected = 'RBRB' }] of Object.entries(others)) {
  test(`${name} is no plain JPEG and is read by libvips`, async () => {
    const bytes = await make(await halves()).toBuffer();
    assert.ok(!isPlainJpeg(bytes, 16));
    assert.equal(await corners(bytes), expected);
  });
}

test('a JPEG is plain only at its own size, whole, and with nothing after its end', async () => {
  const bytes = await jpeg(32);
  assert.ok(isPlainJpeg(bytes, 32));
  assert.ok(!isPlainJpeg(bytes, 16));
  assert.ok(!isPlainJpeg(bytes.subarray(0, -2), 32));
  assert.ok(!isPlainJpeg(Buffer.concat([bytes, Buffer.from([0])]), 32));
  for (let length = 0; length < 200; length++)
    assert.ok(!isPlainJpeg(bytes.subarray(0, length), 32), `${length} bytes`);
});

test('truncated and altered files are accepted or refused as libvips does', async () => {
  const random = stream(5, 'test/damage');
  const whole = await Promise.all([jpeg(32), jpeg(32, { progressive: true }), drawn(32).png().toBuffer()]);
  const outcomes = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const bytes = Buffer.from(whole[i % whole.length]!);
    const at = 2 + random.integer(bytes.length - 4);
    bytes[at]! ^= 1 << random.integer(8);
    // Half of them end early, but still with the end mark of a JPEG.
    const damaged = i % 2 === 0 ? bytes : Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xd9])]);
    const taken = await decodeImage(damaged, 32).then(
      (pixels) => pixels.length,
      () => null,
    );
    const expected = await sharp(damaged, { failOn: 'error' })
      .resize(32, 32)
      .raw()
      .toBuffer()
      .then(
        () => 3072,
        () => null,
      );
    assert.equal(taken, expected, `damage ${i}`);
    outcomes.add(String(taken));
  }
  assert.deepEqual([...outcomes].sort(), ['3072', 'null'], 'both happened');
});
