// The reader of any format of files with records: what all of them do the same way.
import type { Dataset, IngestedDataset, RecordKind } from '../../domain/dataset.js';
import { EaganError } from '../../domain/errors.js';
import { omit } from '../../domain/omit.js';
import { problemText, type FolderProblem } from '../folder-problem.js';
import type { DatasetCounts, Door, Reader } from '../reader.js';
import { ArchiveFiles } from './archive-files.js';
import { labelledWithin, limitsOf } from './choose-records.js';
import { surveyDamage } from './damage.js';
import { filesAtHand } from './files-at-hand.js';
import type { RecordFormat, Split } from './format.js';
import { ingestRecords } from './ingest-records.js';
import { locate, type Located } from './locate.js';
import { packPixels } from './pixels.js';
import { notPublished } from './published.js';
import { folderFiles, type StoredFiles } from './stored-files.js';
import { surveyRecords } from './survey.js';

export const recordReader = <Kind extends RecordKind>(format: RecordFormat<Kind>): Reader<Kind> => ({
  door: (dataset, onProgress) => door(dataset, format, onProgress),
  count: (dataset) => count(dataset, format),
  problem: (dataset) => problemOf(dataset, format),
  async ingest(dataset, { path, contents }, objects, onProgress) {
    if (path === undefined || contents === null)
      throw new EaganError('EAGAN_INTERNAL', 'files with images need their path and the digest of their contents');
    const files = storedFiles(path, locate(path, dataset, format, 'anywhere'), format);
    const order = { path, dataset, files, format, contents };
    return ingestRecords(order, objects, onProgress).finally(() => files.close());
  },
  async damage(dataset, onProgress) {
    const settings = settingsOf(dataset);
    const files = storedFiles(
      (dataset as { path: string }).path,
      locate((dataset as { path: string }).path, settings, format),
      format,
    );
    return surveyDamage(settings, files, format, onProgress).finally(() => files.close());
  },
  async asPacked(bytes, { size }, decoder) {
    // Records that are image files were decoded as those of a folder.
    if (decoder !== null) return (await import('../decode-image.js')).decodeImage(bytes, size);
    const { decodePixels } = await import('../picture-files.js');
    return packPixels(await decodePixels(bytes), size);
  },
});

/** The data set without its path, as the ingest step has it. */
const settingsOf = <Kind extends RecordKind>(dataset: Dataset<Kind>): IngestedDataset<Kind> =>
  omit(dataset as { path: string }, 'path') as IngestedDataset<Kind>;

async function door<Kind extends RecordKind>(
  dataset: Dataset<Kind>,
  format: RecordFormat<Kind>,
  onProgress: Parameters<Reader['door']>[1],
): Promise<Door> {
  const { path } = dataset as { path: string };
  const settings = settingsOf(dataset);
  const files = storedFiles(path, locate(path, settings, format), format);
  const counted = countsHere(dataset, format);
  const total = counted === null ? 0 : imagesOf(counted.train) + imagesOf(counted.heldOut);
  const { labels, contents, digests } = await surveyRecords(path, settings, files, format, (done) =>
    onProgress?.(done, Math.max(total, done)),
  ).finally(() => files.close());
  return {
    source: { contents, decoder: (await format.decoder?.()) ?? null },
    images: labels.train.length + labels.heldOut.length,
    notes: notPublished(digests, format),
  };
}

function count<Kind extends RecordKind>(dataset: Dataset<Kind>, format: RecordFormat<Kind>): DatasetCounts | null {
  const counts = countsHere(dataset, format);
  if (counts === null) return null;
  const limits = limitsOf((dataset as { images: number | null }).images);
  const taken = (split: Split): number => Math.min(imagesOf(counts[split]), limits[split] ?? Infinity);
  const labelled = (split: Split): number => labelledWithin(counts[split], usualClasses, limits[split]);
  return {
    ...{ train: taken('train'), heldOut: taken('heldOut') },
    labelled: { train: labelled('train'), heldOut: labelled('heldOut') },
  };
}

/** Where labels are not read, only to say how many images have one. */
const usualClasses = 10;

const imagesOf = ({ labelled, unlabeled }: { labelled: number; unlabeled: number }): number => labelled + unlabeled;

function countsHere<Kind extends RecordKind>(
  dataset: Dataset<Kind>,
  format: RecordFormat<Kind>,
): ReturnType<RecordFormat<Kind>['counts']> {
  const { path } = dataset as { path: string };
  const settings = settingsOf(dataset);
  const located = locate(path, settings, format);
  if (located.kind === 'archive') return null;
  if (located.kind === 'folder')
    return format.counts(settings, filesAtHand(located.folder, located.needed), located.needed);
  if (located.isMissing) return null;
  throw asError(path, located.problem);
}

function problemOf<Kind extends RecordKind>(dataset: Dataset<Kind>, format: RecordFormat<Kind>): FolderProblem | null {
  const located = locate((dataset as { path: string }).path, settingsOf(dataset), format);
  return located.kind === 'problem' ? located.problem : null;
}

const asError = (path: string, problem: FolderProblem): EaganError =>
  new EaganError(problem.code, problemText(path, problem), problem.cure);

function storedFiles(path: string, located: Located, format: RecordFormat<never>): StoredFiles {
  if (located.kind === 'folder') return folderFiles(located.folder, located.needed);
  if (located.kind === 'archive') return new ArchiveFiles(located.file, located.needed, format.folder);
  throw asError(path, located.problem);
}
