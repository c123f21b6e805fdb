// The readers of images: one row a kind of data set. What needs a decoder is loaded when it is called.
import { ownOf } from '../domain/own.js';
import type { DatasetKind } from '../domain/dataset.js';
import { EaganError } from '../domain/errors.js';
import { chooseImages } from './choose-images.js';
import { scannedProblem } from './folder-problem.js';
import { heldOutShare, ingestShapes } from './ingest-shapes.js';
import { listScanned } from './list-folder.js';
import type { DatasetCounts, Reader } from './reader.js';
import { arrays } from './records/kinds/arrays.js';
import { cifar10Binary } from './records/kinds/cifar10-binary.js';
import { cifar10Python } from './records/kinds/cifar10-python.js';
import { idx } from './records/kinds/idx.js';
import { stl10Binary } from './records/kinds/stl10-binary.js';
import { tarShards } from './records/kinds/tar-shards.js';
import { recordReader } from './records/record-reader.js';
import { scanFolder, type ImageFile } from './scan-folder.js';

const shapes: Reader<'shapes'> = {
  door: async () => ({ source: { contents: null, decoder: null }, images: null, notes: [] }),
  count: ({ images }) => countsOf(images, heldOutShare(images)),
  problem: () => null,
  ingest: (dataset, { seed }, objects, onProgress) => ingestShapes(dataset, seed, objects, onProgress),
};

const imageFolder: Reader<'imageFolder'> = {
  door: async ({ path, ...settings }, onProgress) => {
    const { decoderVersion } = await import('./decode-image.js');
    const { folderContents } = await import('./folder-contents.js');
    const { digest, files, sampleBits } = await folderContents(path, onProgress, settings);
    return { source: { contents: digest, decoder: decoderVersion(sampleBits) }, images: files, notes: [] };
  },
  count: ({ path, unlabeled, images }) => {
    const scanned = scanFolder(path, unlabeled);
    if (scanned.kind === 'missing') return null;
    const { train, heldOut } = chooseImages(listScanned(scanned, unlabeled), images);
    const labelled = (files: readonly ImageFile[]): number =>
      files.filter(({ label }) => label < scanned.classes.length).length;
    return countsOf(train.length, heldOut.length, { train: labelled(train), heldOut: labelled(heldOut) });
  },
  problem: scannedProblem,
  ingest: async (dataset, { path, contents, decoder }, objects, onProgress) => {
    if (path === undefined || contents === null)
      throw new EaganError('EAGAN_INTERNAL', 'an image folder needs its path and the digest of its contents');
    const { ingestFolder } = await import('./ingest-folder.js');
    return ingestFolder(path, dataset, { contents, decoder }, objects, onProgress);
  },
};

const readers: { readonly [Kind in DatasetKind]?: Reader<Kind> } = {
  shapes,
  imageFolder,
  cifar10Binary: recordReader(cifar10Binary),
  stl10Binary: recordReader(stl10Binary),
  idx: recordReader(idx),
  cifar10Python: recordReader(cifar10Python),
  arrays: recordReader(arrays),
  tarShards: recordReader(tarShards),
};

/** The reader of a kind of data set. */
export const readerOf = <Kind extends DatasetKind>({ kind }: { readonly kind: Kind }): Reader<Kind> =>
  known(ownOf<Reader<never>>(readers as never, kind), kind) as unknown as Reader<Kind>;

function countsOf(train: number, heldOut: number, labelled = { train, heldOut }): DatasetCounts {
  return { train, heldOut, labelled };
}

function known<T>(reader: T | undefined, kind: string): T {
  if (reader !== undefined) return reader;
  throw new EaganError('EAGAN_DATASET_UNSUITABLE', `a data set must be of a known kind (got ${kind})`);
}
