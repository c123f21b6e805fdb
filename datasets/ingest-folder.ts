// Packs an image folder. It first judges all files by their digests: nothing is decoded or written unless they are
// those that the run was started with. Then it reads the chosen ones again, each by the digest that was judged.
import type { DatasetArtifact, DatasetSplit } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { Objects } from '../domain/steps/objects.js';
import type { IngestedDataset } from '../domain/dataset.js';
import { changedContents, changedImages } from './changed.js';
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

/** One image after reading: its packed bytes; null if it could not be decoded. */
interface TakenImages {
  readonly image: Uint8Array | null;
  /** Why a chosen file is not an image. */
  readonly problem: string | null;
}

/** The files as they were judged, and what is collected while the chosen ones pass. */
interface Passage {
  readonly digests: ReadonlyMap<string, Digest | null>;
  readonly unreadable: UnreadableFile[];
  readonly tick: () => void | Promise<void>;
  /** Throws EAGAN_DATASET_CHANGED if a file is not the one that was judged. */
  assertJudged(file: ImageFile, digest: Digest | null): void;
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
  const files = [...listed.train, ...(listed.test ?? [])];
  const tick = ticker(files.length + train.length + heldOut.length, onProgress);
  const digests = await judgedDigests(path, files, contents, tick);
  const passage = startPassage(path, digests, tick);
  const how = { size: dataset.size, sampleBits: sampleBitsOf(decoder) };
  const packed = {
    train: await packFiles(train, how, objects, passage),
    heldOut: await packFiles(heldOut, how, objects, passage),
  };
  const unreadable = passage.unreadable.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (dataset.unreadable === 'fail' && unreadable.length > 0) throw unreadableError(path, unreadable);
  assertNotEmpty(path, packed.train, packed.heldOut);
  const { classes } = listed;
  const skipped = unreadable.map(({ name }) => shownName(name));
  return { schemaVersion: 1, kind: 'dataset', size: dataset.size, classes, ...packed, skipped };
}

/** Counts files, and reports from time to time. */
function ticker(total: number, onProgress: IngestProgress): Passage['tick'] {
  let done = 0;
  return () => (++done % 100 === 0 || done === total ? onProgress(done, total) : undefined);
}

/** The digest of each file. Throws EAGAN_DATASET_CHANGED if they are not those that the run was started with. */
async function judgedDigests(
  path: string,
  files: readonly ImageFile[],
  contents: Digest,
  tick: Passage['tick'],
): Promise<Passage['digests']> {
  const digests = new Map<string, Digest | null>();
  for await (const [file, { digest }] of readImages(files, 'digests')) {
    digests.set(file.name, digest);
    await tick();
  }
  const found = contentsDigest(digests);
  if (found !== contents) throw changedContents(path, contents, found);
  return digests;
}

function startPassage(path: string, digests: Passage['digests'], tick: Passage['tick']): Passage {
  return {
    ...{ digests, tick, unreadable: [] },
    assertJudged({ name }, digest) {
      if (digests.get(name) !== digest) throw changedImages(path, `${shownName(name)} changed while it was read`);
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
  const decode = async ([file, read]: [ImageFile, ReadImage]): Promise<TakenImages> => {
    passage.assertJudged(file, read.digest);
    return take(read, how);
  };
  for await (const [[file], taken] of mapInOrder(readImages(files, 'bytes'), decodedAtOnce, decode, decodingRoom)) {
    await passage.tick();
    if (taken.problem !== null) passage.unreadable.push({ name: file.name, reason: taken.problem });
    if (taken.image) await writer.add(taken.image, file.label);
  }
  return writer.finish();
}

async function take({ bytes, problem }: ReadImage, { size, sampleBits }: Decoding): Promise<TakenImages> {
  if (problem !== null || bytes === null) return { image: null, problem: problem ?? 'cannot be read' };
  try {
    return { image: await decodeImage(bytes, size, sampleBits), problem: null };
  } catch (error) {
    return { image: null, problem: decodeProblem(bytes, error) };
  }
}

function assertNotEmpty(path: string, train: DatasetSplit, heldOut: DatasetSplit): void {
  if (train.images > 0 && heldOut.images > 0) return;
  throw new EaganError(
    'EAGAN_DATASET_EMPTY',
    `${path} must have at least one training image and one held-out image (got ${train.images} and ${heldOut.images})`,
    'Add images (without a test/ folder, every fifth image of a class is held out), then: eagan run FILE',
  );
}
