// Packs an image folder: reads each file once, decodes what was chosen, and checks that the folder is still the one seen at the door.
import type { DatasetArtifact, DatasetSplit } from '../domain/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { Objects } from '../domain/objects.js';
import type { Dataset } from '../domain/pipeline.js';
import { chooseImages } from './choose-images.js';
import { decodeImage } from './decode-image.js';
import { contentsDigest } from './folder-contents.js';
import { listFolder, type ImageFile } from './list-folder.js';
import { mapInOrder } from './map-in-order.js';
import { splitWriter } from './pack.js';
import { readImages, type ReadImage } from './read-images.js';
import type { IngestProgress } from './types.js';

/** How many images are decoded at once: those that need libvips go to its threads. */
const decodedAtOnce = 8;

type FolderDataset = Omit<Extract<Dataset, { kind: 'imageFolder' }>, 'path'>;

/** One image as read: its packed bytes, null when it could not be decoded, undefined when it was not chosen. */
interface Taken {
  readonly digest: Digest | null;
  readonly image: Uint8Array | null | undefined;
}

/** What is collected while the files pass. */
interface Passage {
  readonly digests: Map<string, Digest | null>;
  readonly skipped: string[];
  pass(file: ImageFile, taken: Taken): Promise<void>;
}

/**
 * Packs the folder at `path` into `objects`. `contents` is the digest that `folderContents` gave at the door.
 * Throws EAGAN_IMAGE_UNREADABLE (with `unreadable: fail`) and EAGAN_DATASET_CHANGED, besides what listing throws.
 */
export async function ingestFolder(
  path: string,
  dataset: FolderDataset,
  contents: Digest,
  objects: Objects,
  onProgress: IngestProgress,
): Promise<DatasetArtifact> {
  const listed = await listFolder(path);
  const { train, heldOut } = chooseImages(listed, dataset.images);
  const chosen = new Set([...train, ...heldOut]);
  const rest = [...listed.train, ...(listed.test ?? [])].filter((file) => !chosen.has(file));
  const passage = startPassage(chosen.size + rest.length, dataset, onProgress);
  const packed = {
    train: await packFiles(train, dataset.size, objects, passage),
    heldOut: await packFiles(heldOut, dataset.size, objects, passage),
  };
  for await (const [file, { digest }] of readImages(rest, 'digests'))
    await passage.pass(file, { digest, image: undefined });
  assertUnchanged(path, contents, contentsDigest(passage.digests));
  assertNotEmpty(path, packed.train, packed.heldOut);
  const { classes } = listed;
  return { schemaVersion: 1, kind: 'dataset', size: dataset.size, classes, ...packed, skipped: passage.skipped.sort() };
}

function startPassage(total: number, dataset: FolderDataset, onProgress: IngestProgress): Passage {
  const digests = new Map<string, Digest | null>();
  const skipped: string[] = [];
  return {
    digests,
    skipped,
    async pass(file, { digest, image }) {
      digests.set(file.name, digest);
      if (image === null) {
        if (dataset.unreadable === 'fail') throw unreadable(file);
        skipped.push(file.name);
      }
      if (digests.size % 100 === 0 || digests.size === total) await onProgress(digests.size, total);
    },
  };
}

async function packFiles(
  files: readonly ImageFile[],
  size: number,
  objects: Objects,
  passage: Passage,
): Promise<DatasetSplit> {
  const writer = splitWriter(objects, size);
  const decode = ([, read]: [ImageFile, ReadImage]): Promise<Taken> => take(read, size);
  for await (const [[file], taken] of mapInOrder(readImages(files, 'bytes'), decodedAtOnce, decode)) {
    await passage.pass(file, taken);
    if (taken.image) await writer.add(taken.image, file.label);
  }
  return writer.finish();
}

async function take({ bytes, digest }: ReadImage, size: number): Promise<Taken> {
  return { digest, image: bytes && (await decodeImage(bytes, size).catch(() => null)) };
}

function unreadable(file: ImageFile): EaganError {
  return new EaganError(
    'EAGAN_IMAGE_UNREADABLE',
    `${file.name} must be a JPEG or PNG image, but it cannot be decoded (${file.path})`,
    'Repair or remove the file, or set dataset.unreadable to skip to leave such files out and count them.',
  );
}

function assertUnchanged(path: string, expected: Digest, found: Digest): void {
  if (expected === found) return;
  throw new EaganError(
    'EAGAN_DATASET_CHANGED',
    `the images in ${path} must be those seen when the run was created (contents ${expected.slice(0, 12)}, got ${found.slice(0, 12)})`,
    'Put the folder back as it was and resume the run, or start a new run on the changed images.',
  );
}

function assertNotEmpty(path: string, train: DatasetSplit, heldOut: DatasetSplit): void {
  if (train.images > 0 && heldOut.images > 0) return;
  throw new EaganError(
    'EAGAN_DATASET_EMPTY',
    `${path} must give at least one image to train on and one to hold out (got ${train.images} and ${heldOut.images})`,
    'Add images: without a test/ folder every fifth image of a class is held out.',
  );
}
