// Packs an image folder: reads each file once, decodes the chosen ones, and checks that the folder has not changed
// since the run was started.
import type { DatasetArtifact, DatasetSplit } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { Objects } from '../domain/steps/objects.js';
import type { IngestedDataset } from '../domain/dataset.js';
import { chooseImages } from './choose-images.js';
import { decodeImage, sampleBitsOf } from './decode-image.js';
import { contentsDigest } from './folder-contents.js';
import { listFolder } from './list-folder.js';
import { decodingRoom } from './image-size.js';
import { mapInOrder } from './map-in-order.js';
import { shownName } from './names.js';
import { splitWriter } from './pack.js';
import { readImages, type ReadImage } from './read-images.js';
import type { ImageFile } from './scan-folder.js';
import type { IngestProgress } from './types.js';
import { decodeProblem, unreadableError, type UnreadableFile } from './unreadable.js';

/** How many images are decoded at once; libvips decodes in threads of its own. */
const decodedAtOnce = 8;

/** One image after reading: its packed bytes; null if it could not be decoded or was not chosen. */
interface TakenImages {
  readonly digest: Digest | null;
  readonly image: Uint8Array | null;
  /** Why a chosen file is not an image. */
  readonly problem: string | null;
}

/** What is collected while the files pass. */
interface Passage {
  readonly digests: Map<string, Digest | null>;
  readonly unreadable: UnreadableFile[];
  pass(file: ImageFile, taken: TakenImages): Promise<void>;
}

/**
 * What was found when the run was started: the digest of `folderContents`, and the decoder with its bits
 * (`decoderVersion`).
 */
export interface SeenAtTheDoor {
  readonly contents: Digest;
  readonly decoder: string | null;
}

/**
 * Packs the folder at `path` into `objects`. Throws EAGAN_IMAGE_UNREADABLE (with `unreadable: fail`) and
 * EAGAN_DATASET_CHANGED, besides what listing throws.
 */
export async function ingestFolder(
  path: string,
  dataset: IngestedDataset<'imageFolder'>,
  { contents, decoder }: SeenAtTheDoor,
  objects: Objects,
  onProgress: IngestProgress,
): Promise<DatasetArtifact> {
  const listed = listFolder(path, dataset.unlabeled, 'anywhere');
  const { train, heldOut } = chooseImages(listed, dataset.images);
  const chosen = new Set([...train, ...heldOut]);
  const rest = [...listed.train, ...(listed.test ?? [])].filter((file) => !chosen.has(file));
  const passage = startPassage(chosen.size + rest.length, onProgress);
  const how = { size: dataset.size, sampleBits: sampleBitsOf(decoder) };
  const packed = {
    train: await packFiles(train, how, objects, passage),
    heldOut: await packFiles(heldOut, how, objects, passage),
  };
  for await (const [file, { digest }] of readImages(rest, 'digests'))
    await passage.pass(file, { digest, image: null, problem: null });
  assertUnchanged(path, contents, contentsDigest(passage.digests));
  const unreadable = passage.unreadable.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (dataset.unreadable === 'fail' && unreadable.length > 0) throw unreadableError(path, unreadable);
  assertNotEmpty(path, packed.train, packed.heldOut);
  const { classes } = listed;
  const skipped = unreadable.map(({ name }) => shownName(name));
  return { schemaVersion: 1, kind: 'dataset', size: dataset.size, classes, ...packed, skipped };
}

function startPassage(total: number, onProgress: IngestProgress): Passage {
  const digests = new Map<string, Digest | null>();
  const unreadable: UnreadableFile[] = [];
  return {
    digests,
    unreadable,
    async pass(file, { digest, problem }) {
      digests.set(file.name, digest);
      if (problem !== null) unreadable.push({ name: file.name, reason: problem });
      if (digests.size % 100 === 0 || digests.size === total) await onProgress(digests.size, total);
    },
  };
}

/** How images are decoded. */
interface Decoding {
  readonly size: number;
  readonly sampleBits: number;
}

async function packFiles(
  files: readonly ImageFile[],
  how: Decoding,
  objects: Objects,
  passage: Passage,
): Promise<DatasetSplit> {
  const writer = splitWriter(objects, how.size);
  const decode = ([, read]: [ImageFile, ReadImage]): Promise<TakenImages> => take(read, how);
  for await (const [[file], taken] of mapInOrder(readImages(files, 'bytes'), decodedAtOnce, decode, decodingRoom)) {
    await passage.pass(file, taken);
    if (taken.image) await writer.add(taken.image, file.label);
  }
  return writer.finish();
}

async function take({ bytes, digest, problem }: ReadImage, { size, sampleBits }: Decoding): Promise<TakenImages> {
  if (problem !== null || bytes === null) return { digest, image: null, problem: problem ?? 'cannot be read' };
  try {
    return { digest, image: await decodeImage(bytes, size, sampleBits), problem: null };
  } catch (error) {
    return { digest, image: null, problem: decodeProblem(bytes, error) };
  }
}

function assertUnchanged(path: string, expected: Digest, found: Digest): void {
  if (expected === found) return;
  throw new EaganError(
    'EAGAN_DATASET_CHANGED',
    `the images in ${path} must be the ones that the run started with (contents ${expected.slice(0, 12)}, got ${found.slice(0, 12)})`,
    'Start another run with the current images: eagan run FILE. Or restore the old images, then: eagan resume RUN',
  );
}

function assertNotEmpty(path: string, train: DatasetSplit, heldOut: DatasetSplit): void {
  if (train.images > 0 && heldOut.images > 0) return;
  throw new EaganError(
    'EAGAN_DATASET_EMPTY',
    `${path} must have at least one training image and one held-out image (got ${train.images} and ${heldOut.images})`,
    'Add images (without a test/ folder, every fifth image of a class is held out), then: eagan run FILE',
  );
}
