// The kinds of data sets that a pipeline can name. datasets/kinds.ts has how to read each.
import { omit } from './omit.js';

/** Files that hold many images one after another. `images`: how many of them train at most; null: all. */
interface RecordFiles {
  readonly path: string;
  readonly images: number | null;
}

/** The fields of each kind in a pipeline, in addition to the width and height of the images. */
interface DatasetKinds {
  readonly shapes: { readonly images: number };
  readonly imageFolder: {
    readonly path: string;
    readonly images: number | null;
    readonly unreadable: 'fail' | 'skip';
    /** Folders under train/ whose images have no class: only networks train on them. Absent: none. */
    readonly unlabeled?: readonly string[];
  };
  readonly cifar10Binary: RecordFiles;
  readonly cifar10Python: RecordFiles;
  /** `unlabeled`: the networks train on the images without a class as well. */
  readonly stl10Binary: RecordFiles & { readonly unlabeled: boolean };
  readonly idx: RecordFiles;
  readonly arrays: RecordFiles;
  readonly tarShards: RecordFiles;
}

export type DatasetKind = keyof DatasetKinds;

/** The kinds whose files hold records: datasets/records/ has what they share. */
export type RecordKind = {
  [Kind in DatasetKind]: DatasetKinds[Kind] extends RecordFiles ? (Kind extends 'imageFolder' ? never : Kind) : never;
}[DatasetKind];

export type Dataset<Kind extends DatasetKind = DatasetKind> = {
  [K in Kind]: { readonly kind: K; readonly size: number } & DatasetKinds[K];
}[Kind];

/** A data set whose images are read from a path. The path changes no result, so no digest contains it. */
export type LocatedDataset = Extract<Dataset, { readonly path: string }>;

/** A data set as a step's parameter: without its path. */
export type IngestedDataset<Kind extends DatasetKind = DatasetKind> = {
  [K in Kind]: Omit<Dataset<K>, 'path'>;
}[Kind];

/** False if the program makes the images. Everything about them is then known before it reads anything. */
export const isLocated = (dataset: Dataset): dataset is LocatedDataset => 'path' in dataset;

/** The path of the images; null if the program makes them. */
export const locationOf = (dataset: Dataset): string | null => (isLocated(dataset) ? dataset.path : null);

export const withoutLocation = (dataset: Dataset): IngestedDataset =>
  isLocated(dataset) ? (omit(dataset, 'path') as IngestedDataset) : dataset;

/** A changed data set, at the path of the previous one if both have a path. */
export const movedTo = (changed: Dataset, before: Dataset): Dataset =>
  isLocated(changed) && isLocated(before) ? { ...changed, path: before.path } : changed;

/** What a step needs to know of the data set that its key does not contain. */
export const datasetCircumstances = (dataset: Dataset): { readonly datasetPath?: string } =>
  isLocated(dataset) ? { datasetPath: dataset.path } : {};
