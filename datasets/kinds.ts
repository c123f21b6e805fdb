// The readers of images: one row a kind of data set. What needs a decoder is loaded when it is called.
import { ownOf } from '../domain/own.js';
import type { Dataset, DatasetKind, IngestedDataset } from '../domain/dataset.js';
import { EaganError } from '../domain/errors.js';
import type { Objects } from '../domain/steps/objects.js';
import type { DatasetSource } from '../domain/plan/data-steps.js';
import type { DatasetArtifact } from '../domain/steps/artifacts.js';
import { chooseImages } from './choose-images.js';
import { scannedProblem, type FolderProblem } from './folder-problem.js';
import { heldOutShare, ingestShapes } from './ingest-shapes.js';
import { listScanned } from './list-folder.js';
import { scanFolder, type ImageFile } from './scan-folder.js';
import type { IngestProgress } from './types.js';

/** What identifies the images, read before a run is made; and from how many files. */
export interface Door {
  readonly source: DatasetSource;
  /** null: the program makes the images. */
  readonly files: number | null;
}

/** How many images a run takes. `labelled`: those among them that have a class. */
export interface DatasetCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly labelled: { readonly train: number; readonly heldOut: number };
}

/** What the ingest step knows besides the data set itself. */
interface IngestOrder extends DatasetSource {
  readonly path: string | undefined;
  readonly seed: number;
}

export interface Reader<Kind extends DatasetKind = DatasetKind> {
  /** Throws where the images cannot be read. */
  readonly door: (dataset: Dataset<Kind>, onProgress?: IngestProgress) => Promise<Door>;
  /** Without reading an image; null: there is nothing to count. Throws where what is there cannot be a data set. */
  readonly count: (dataset: Dataset<Kind>) => DatasetCounts | null;
  /** Why there can be no such data set, as far as can be told without reading an image. */
  readonly problem: (dataset: Dataset<Kind>) => FolderProblem | null;
  /** Packs the images into `objects`. Throws EAGAN_DATASET_CHANGED where they are not those that the door found. */
  readonly ingest: (
    dataset: IngestedDataset<Kind>,
    order: IngestOrder,
    objects: Objects,
    onProgress: IngestProgress,
  ) => Promise<DatasetArtifact>;
}

const shapes: Reader<'shapes'> = {
  door: async () => ({ source: { contents: null, decoder: null }, files: null }),
  count: ({ images }) => countsOf(images, heldOutShare(images)),
  problem: () => null,
  ingest: (dataset, { seed }, objects, onProgress) => ingestShapes(dataset, seed, objects, onProgress),
};

const imageFolder: Reader<'imageFolder'> = {
  door: async ({ path, ...settings }, onProgress) => {
    const { decoderVersion } = await import('./decode-image.js');
    const { folderContents } = await import('./folder-contents.js');
    const { digest, files, sampleBits } = await folderContents(path, onProgress, settings);
    return { source: { contents: digest, decoder: decoderVersion(sampleBits) }, files };
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

const readers: { readonly [Kind in DatasetKind]: Reader<Kind> } = { shapes, imageFolder };

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
