// A data set for people who want to know what is in it: counts, classes, pixels, equal images, and what is wrong.
import type { Dataset } from '../../domain/dataset.js';
import { readerOf } from '../kinds.js';
import type { IngestProgress } from '../types.js';
import { examineByIngest } from './examine-by-ingest.js';
import type { Examined } from './examined.js';
import { channelFigures, duplicatesOf, type ChannelFigures, type Duplicates } from './pixel-report.js';
import { PixelSurvey } from './pixel-survey.js';
import { previewRows, type PreviewRow } from './preview-rows.js';

/** Images of a class that a run would use. */
interface ClassRow {
  /** null: they have no class. */
  readonly name: string | null;
  readonly train: number;
  readonly heldOut: number;
}

export interface Inspection extends Pick<
  Examined,
  'problem' | 'contents' | 'notes' | 'unreadable' | 'readable' | 'sizes' | 'folder'
> {
  readonly kind: Dataset['kind'];
  /** Width and height of a packed image. */
  readonly size: number;
  readonly trainImages: number;
  readonly heldOutImages: number;
  readonly classes: readonly ClassRow[];
  /** Of the training images; null: there are none. */
  readonly channels: ChannelFigures | null;
  /** Images with equal pixels after they were packed. */
  readonly duplicates: Duplicates;
}

/** An inspection, and images for a picture of it. */
export interface InspectedDataset {
  readonly inspection: Inspection;
  readonly rows: readonly PreviewRow[];
}

/** Reads all images as a run would. `seed`: the metrics' seed of a pipeline, which draws images that are made. */
export async function inspectDataset(
  dataset: Dataset,
  seed: number,
  onProgress: IngestProgress,
): Promise<InspectedDataset> {
  const { kind, size } = dataset;
  const survey = new PixelSurvey(size);
  const reader = readerOf(dataset);
  const examined = await (reader.examine
    ? reader.examine(dataset, survey, onProgress)
    : examineByIngest(dataset, reader, seed, survey, onProgress));
  const { problem, contents, notes, unreadable, readable, sizes, folder, train, heldOut } = examined;
  const inspection = {
    ...{ kind, size, problem, contents, notes, trainImages: train.length, heldOutImages: heldOut.length },
    classes: classRows(examined),
    channels: channelFigures(train, size),
    duplicates: duplicatesOf(examined),
    ...{ unreadable, readable, sizes, folder },
  };
  return { inspection, rows: previewRows(examined, survey.samples()) };
}

function classRows({ classes, train, heldOut }: Examined): ClassRow[] {
  const rows = [...classes, null].map((name) => ({ name, train: 0, heldOut: 0 }));
  for (const { label } of train) rows[label]!.train++;
  for (const { label } of heldOut) rows[label]!.heldOut++;
  return rows.filter(({ name, ...counts }) => name !== null || counts.train + counts.heldOut > 0);
}
