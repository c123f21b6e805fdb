// Writes large pickles, NumPy arrays and tar shards from drawn shapes, to measure how fast they are read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawShape, shapeLabel } from '../../../datasets/draw-shape.js';
import { writeNpz } from '../../../formats/arrays/write-npy.js';
import { planes, type Writer } from './write-records.js';

const side = 32;
const imageBytes = 3 * side * side;
/** How many different images are drawn: reading does not depend on what they show. */
const differentImages = 500;
const heldOutImages = 10;
/** Members of an archive. */
const writtenAtOnce = 1000;

export const pythonWriters = {
  /** As Python 2 pickled it. */
  cifar10Python(folder, images) {
    const batch = (name: string, count: number): void => {
      const data = manyImages(count, (index) => planes(index, side));
      writeFileSync(join(folder, name), pickledBatch(data, labelsOf(count)));
    };
    for (const number of [1, 2, 3, 4, 5])
      batch(`data_batch_${number}`, Math.floor((images * number) / 5) - Math.floor((images * (number - 1)) / 5));
    batch('test_batch', heldOutImages);
    const names = Array.from({ length: 10 }, (_, label) => text(`class ${label}`));
    writeFileSync(
      join(folder, 'batches.meta'),
      pickled([[text('label_names'), Buffer.concat([code('('), ...names, code('l')])]]),
    );
  },
  arrays(folder, images) {
    const split = (count: number): Uint8Array => manyImages(count, (index) => drawShape(0, index, side));
    const array = (count: number) => ({ shape: [count, side, side, 3], data: split(count) });
    const labels = (count: number) => ({ shape: [count], data: Uint8Array.from(labelsOf(count)) });
    const [x_train, x_test] = [array(images), array(heldOutImages)];
    const file = writeNpz({ x_train, y_train: labels(images), x_test, y_test: labels(heldOutImages) });
    writeFileSync(join(folder, 'images.npz'), file);
  },
  /** JPEGs, all in one file; every fifth image is held out. */
  async tarShards(folder, images) {
    const raw = { width: side, height: side, channels: 3 } as const;
    const jpeg = (_: unknown, index: number): Promise<Buffer> =>
      sharp(drawShape(0, index, side), { raw })
        .jpeg()
        .toBuffer();
    const drawn = await Promise.all(Array.from({ length: Math.min(images, differentImages) }, jpeg));
    const members = (i: number): Buffer[] => {
      const key = String(i).padStart(6, '0');
      const label = Buffer.from(String(shapeLabel(i % drawn.length)));
      return [tarMember(`${key}.jpg`, drawn[i % drawn.length]!), tarMember(`${key}.cls`, label)];
    };
    const path = join(folder, '000000.tar');
    for (let from = 0; from < images; from += writtenAtOnce) {
      const count = Math.min(writtenAtOnce, images - from);
      const some = Array.from({ length: count }, (_, i) => members(from + i)).flat();
      writeFileSync(path, Buffer.concat(some), { flag: 'a' });
    }
    writeFileSync(path, Buffer.alloc(1024), { flag: 'a' });
  },
} satisfies Record<string, Writer>;

const labelsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => shapeLabel(i % differentImages));

function manyImages(count: number, draw: (index: number) => Uint8Array): Uint8Array {
  const drawn = Array.from({ length: Math.min(count, differentImages) }, (_, index) => draw(index));
  const bytes = new Uint8Array(count * imageBytes);
  for (let i = 0; i < count; i++) bytes.set(drawn[i % drawn.length]!, i * imageBytes);
  return bytes;
}

/** Operations of pickles as characters, bytes below 256. */
const code = (operations: string): Buffer => Buffer.from(operations, 'latin1');
const text = (value: string): Buffer => code(`U${String.fromCharCode(value.length)}${value}`);
const int32 = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer);

function pickled(entries: readonly (readonly [key: Buffer, value: Buffer])[]): Buffer {
  return Buffer.concat([code('\x80\x02}('), ...entries.flat(), code('u.')]);
}

function pickledBatch(data: Uint8Array, labels: readonly number[]): Buffer {
  const shape = Buffer.concat([code('J'), int32(data.length / imageBytes), code('J'), int32(imageBytes), code('\x86')]);
  const type = code('cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb');
  const empty = code('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R');
  const array = [empty, code('(K\x01'), shape, type, code('\x89T'), int32(data.length), data, code('tb')];
  const list = [code('('), code(labels.map((label) => `K${String.fromCharCode(label)}`).join('')), code('l')];
  return pickled([[text('data'), Buffer.concat(array)], [text('labels'), Buffer.concat(list)]]); // prettier-ignore
}

/** Header, contents, and zeros up to the next block of 512 bytes. */
function tarMember(name: string, contents: Uint8Array): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${contents.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, contents, Buffer.alloc((512 - (contents.length % 512)) % 512)]);
}
