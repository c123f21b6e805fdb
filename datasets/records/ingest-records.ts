// Packs the images of files with records. It reads them twice: first all digests and labels, so that nothing is packed
// from other files than those that the run was started with; then the chosen images. Nothing but a chunk of a file and
// a block of packed images is in memory.
import type { Digest } from '../../domain/digest.js';
import type { IngestedDataset, RecordKind } from '../../domain/dataset.js';
import { errorCodeOf, type EaganError } from '../../domain/errors.js';
import type { DatasetArtifact, DatasetSplit } from '../../domain/steps/artifacts.js';
import type { Objects } from '../../domain/steps/objects.js';
import { changedContents, changedImages } from '../changed.js';
import { decodingRoom } from '../image-size.js';
import { mapInOrder, type Room } from '../map-in-order.js';
import { splitWriter } from '../pack.js';
import type { IngestProgress } from '../types.js';
import { chooseRecords, limitsOf } from './choose-records.js';
import type { ImageRecord, OpenRecords, RecordFormat, Split } from './format.js';
import { startReading } from './reading.js';
import type { StoredFiles } from './stored-files.js';
import { reportEvery, surveyRecords, type Survey } from './survey.js';

/** How many images are made at once, where that takes threads of a decoder. */
const madeAtOnce = 8;
const room: Room<ImageRecord> = {
  most: decodingRoom.most,
  weigh: ({ encoded = null }) => decodingRoom.weigh([null, { bytes: encoded }]),
};

export interface RecordIngest<Kind extends RecordKind> {
  /** What the pipeline names, for people. */
  readonly path: string;
  readonly dataset: IngestedDataset<Kind>;
  readonly files: StoredFiles;
  readonly format: RecordFormat<Kind>;
  /** What the door found. */
  readonly contents: Digest;
}

/** Throws EAGAN_DATASET_CHANGED, and what the survey throws where the door must have seen the same. */
export async function ingestRecords<Kind extends RecordKind>(
  order: RecordIngest<Kind>,
  objects: Objects,
  onProgress: IngestProgress,
): Promise<DatasetArtifact> {
  const { path, dataset, files, format } = order;
  const judged = await judgedSurvey(order, (done) => onProgress(done, 2 * done));
  const images = judged.labels.train.length + judged.labels.heldOut.length;
  const reading = startReading(files, format);
  const opened = await format.open(dataset, reading, files.needed);
  const limits = limitsOf(dataset.images);
  let before = images;
  const pack = async (split: Split): Promise<DatasetSplit> => {
    const labels = judged.labels[split];
    const chosen = { labels, taken: chooseRecords(labels, limits[split]), size: dataset.size };
    const packed = await packSplit(opened, split, chosen, objects, (done) => onProgress(before + done, 2 * images));
    before += labels.length;
    return packed;
  };
  const packed = { train: await pack('train'), heldOut: await pack('heldOut') };
  for (const [name, { sha256 }] of (await reading.finish()).files)
    if (judged.digests.files.get(name)?.sha256 !== sha256)
      throw changedImages(path, `${files.shown(name)} changed while it was read`);
  const { classes } = judged;
  return { schemaVersion: 1, kind: 'dataset', size: dataset.size, classes, ...packed, skipped: [] };
}

/** The files passed at the door: if they cannot be read any more, they have changed. */
async function judgedSurvey<Kind extends RecordKind>(
  { path, dataset, files, format, contents }: RecordIngest<Kind>,
  onImages: (done: number) => ReturnType<IngestProgress>,
): Promise<Survey> {
  const survey = await surveyRecords(path, dataset, files, format, onImages).catch((error: unknown) => {
    const isOfData = errorCodeOf(error)?.startsWith('EAGAN_DATASET_') ?? false;
    throw isOfData ? changedImages(path, (error as EaganError).message) : error;
  });
  if (survey.contents !== contents) throw changedContents(path, contents, survey.contents);
  return survey;
}

interface Chosen {
  readonly labels: Uint8Array;
  readonly taken: Uint8Array;
  readonly size: number;
}

async function packSplit(
  opened: OpenRecords,
  split: Split,
  { labels, taken, size }: Chosen,
  objects: Objects,
  onImages: (done: number) => ReturnType<IngestProgress>,
): Promise<DatasetSplit> {
  const writer = splitWriter(objects, size);
  let done = 0;
  const make = async ({ image }: ImageRecord): Promise<Uint8Array | null> =>
    taken[done++] === 1 ? await image(size) : null;
  let at = 0;
  for await (const [, image] of mapInOrder(opened.records(split), madeAtOnce, make, room)) {
    if (image) await writer.add(image, labels[at]!);
    if (++at % reportEvery === 0 || at === labels.length) await onImages(at);
  }
  return writer.finish();
}
