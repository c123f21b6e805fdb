// Idx files, the form of MNIST: a header with the number and size of the images, then their bytes; labels in files of
// their own. Images are grey (N × height × width) or RGB (N × height × width × 3).
import { byteReader } from '../byte-reader.js';
import type { FilesFound, ImageRecord, NeededFile, RecordFile, RecordFiles, RecordFormat, Split } from '../format.js';
import { inFiles, orElse } from '../going-on.js';
import { labelledImages } from '../labels-apart.js';
import { packPixels } from '../pixels.js';
import { idxHeader, headerBytes, readIdxHeader, type IdxHeader } from './idx-header.js';

/** The parts of the data set, and the names that their files have: MNIST's own, or with a name in front. */
const parts = {
  'train-images': { known: 'train-images-idx3-ubyte', form: /(^|[-_.])train[-_.]images[-.]idx[34][-.]ubyte$/ },
  'train-labels': { known: 'train-labels-idx1-ubyte', form: /(^|[-_.])train[-_.]labels[-.]idx1[-.]ubyte$/ },
  'test-images': { known: 't10k-images-idx3-ubyte', form: /(^|[-_.])(t10k|test)[-_.]images[-.]idx[34][-.]ubyte$/ },
  'test-labels': { known: 't10k-labels-idx1-ubyte', form: /(^|[-_.])(t10k|test)[-_.]labels[-.]idx1[-.]ubyte$/ },
} as const;
type Part = keyof typeof parts;

const splits = {
  train: { images: 'train-images', labels: 'train-labels' },
  heldOut: { images: 'test-images', labels: 'test-labels' },
} as const satisfies Record<Split, Record<'images' | 'labels', Part>>;

const mostLabels = 2 ** 24;

export const idx: RecordFormat<'idx'> = {
  title: 'idx files, as those of MNIST',
  origin: 'MNIST is on the page "The MNIST database of handwritten digits", as four files that end with .gz.',
  folder: null,
  archive: null,
  md5s: {
    'train-images-idx3-ubyte.gz': 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    'train-labels-idx1-ubyte.gz': 'd53e105ee54ea40749a09fcbcd1e9432',
    't10k-images-idx3-ubyte.gz': '9fb629c4189551a2d022fa330f9573f3',
    't10k-labels-idx1-ubyte.gz': 'ec29112dd5afa0611ce80d1b7f02629c',
  },
  files: (_, names) => filesAmong(names ?? []),
  counts(_, files) {
    const images = (part: Part): number => idxHeader(files.start(part, headerBytes.most))?.sizes[0] ?? 0;
    const of = (part: Part): { labelled: number; unlabeled: number } => ({ labelled: images(part), unlabeled: 0 });
    return { train: of('train-images'), heldOut: of('test-images') };
  },
  async open(_, files) {
    const headerOf = (split: Split): Promise<IdxHeader | null> => orElse(files, () => imageHeader(files, split), null);
    const headers = { train: await headerOf('train'), heldOut: await headerOf('heldOut') };
    await orElse(files, async () => assertSameSize(files, headers), undefined);
    const labelsIn = (split: Split): Promise<Uint8Array | null> => orElse(files, () => labelsOf(files, split), null);
    const labels = { train: await labelsIn('train'), heldOut: await labelsIn('heldOut') };
    return {
      classes: null,
      records: (split) =>
        inFiles(files, [splits[split].images], (file) => recordsOf(files, split, file, labels[split])),
    };
  },
};

/** Of files with the same name the plain one is taken, so that what lies beside it packed does not matter. */
function filesAmong(names: readonly string[]): FilesFound {
  const needed: NeededFile[] = [];
  const missing: string[] = [];
  for (const [part, { known, form }] of Object.entries(parts)) {
    const stems = [...new Set(names.map((name) => name.replace(/\.gz$/, '')))].filter((stem) => form.test(stem));
    const [stem] = stems;
    if (stem !== undefined && stems.length === 1)
      needed.push({ name: part, file: names.includes(stem) ? stem : `${stem}.gz` });
    else missing.push(stem === undefined ? known : `single file for ${known} (${stems.join(', ')})`);
  }
  return { needed, missing };
}

async function imageHeader(files: RecordFiles, split: Split): Promise<IdxHeader> {
  const file = await files.open(splits[split].images);
  const reader = byteReader(file);
  return readIdxHeader(file, reader, 'images').finally(() => reader.close());
}

async function* recordsOf(
  files: RecordFiles,
  split: Split,
  file: RecordFile,
  labels: Uint8Array | null,
): AsyncGenerator<ImageRecord> {
  const reader = byteReader(file);
  const header = await readIdxHeader(file, reader, 'images').catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const [count, height, width, channels = 1] = header.sizes as [number, number, number, 3?];
  if (labels) assertAsMany(files, split, count, labels.length);
  const apart = { labels, from: splits[split].labels };
  for await (const { label, bytes } of labelledImages(file, reader, height * width * channels, apart))
    yield { label, image: (size) => packPixels({ width, height, channels, bytes }, size) };
}

/** Null: a header is damaged. */
function assertSameSize(files: RecordFiles, { train, heldOut }: Readonly<Record<Split, IdxHeader | null>>): void {
  if (!train || !heldOut) return;
  const [of, other] = [train, heldOut].map(({ sizes }) => sizes.slice(1).join(' × ')) as [string, string];
  if (of !== other) throw files.refuse(splits.heldOut.images, 8, `have the size of the training images, ${of},`, other);
}

function assertAsMany(files: RecordFiles, split: Split, images: number, labels: number): void {
  if (images === labels) return;
  const must = `say that there are as many images as labels, ${labels},`;
  throw files.refuse(splits[split].images, 4, must, String(images));
}

async function labelsOf(files: RecordFiles, split: Split): Promise<Uint8Array> {
  const file = await files.open(splits[split].labels);
  const reader = byteReader(file);
  const count = (await readIdxHeader(file, reader, 'labels')).sizes[0]!;
  if (count > mostLabels) throw file.refuse(headerBytes.magic, `have at most ${mostLabels} labels`, String(count));
  const labels = await reader.read(count, 'the labels');
  if (!(await reader.atEnd())) throw file.refuse(reader.offset, `end after ${count} labels`, 'more bytes');
  return labels;
}
