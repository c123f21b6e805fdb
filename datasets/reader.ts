// What a reader of images does: the same four things for every kind of data set.
import type { Dataset, DatasetKind, IngestedDataset } from '../domain/dataset.js';
import type { DatasetSource } from '../domain/plan/data-steps.js';
import type { DatasetArtifact } from '../domain/steps/artifacts.js';
import type { Objects } from '../domain/steps/objects.js';
import type { FolderProblem } from './folder-problem.js';
import type { Examined } from './inspect/examined.js';
import type { PixelSurvey } from './inspect/pixel-survey.js';
import type { Damage } from './records/damage.js';
import type { IngestProgress } from './types.js';

/** What identifies the images, read before a run is made; and how many there are. */
export interface Door {
  readonly source: DatasetSource;
  /** null: the program makes the images. */
  readonly images: number | null;
  /** What people should know of the images, though nothing is wrong with them. */
  readonly notes: readonly string[];
}

/** How many images a run takes. `labelled`: those among them that have a class. */
export interface DatasetCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly labelled: { readonly train: number; readonly heldOut: number };
  /** How many classes the images have. Absent: only reading them tells. */
  readonly classes?: number;
  /** Images beside class folders, which are not used. Absent: there can be none. */
  readonly unusedLoose?: number;
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
  /** An image file as the ingest would pack it: size × size × 3 bytes. Rejects if the bytes are no such file. */
  readonly asPacked: (bytes: Uint8Array, dataset: IngestedDataset<Kind>, decoder: string | null) => Promise<Uint8Array>;
  /**
   * Everything that is damaged, where the door refuses the files. Absent: there are no files that hold many images.
   */
  readonly damage?: (dataset: Dataset<Kind>, onProgress: IngestProgress) => Promise<Damage>;
  /**
   * Examines each image that a run would use, and tells what is wrong with any other. Never throws because of the
   * images. Absent: an ingest tells as much (inspect/examine-by-ingest.ts).
   */
  readonly examine?: (dataset: Dataset<Kind>, survey: PixelSurvey, onProgress: IngestProgress) => Promise<Examined>;
}
