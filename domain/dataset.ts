// The kinds of data sets that a pipeline can name. How each is read: datasets/kinds.ts.
import { omit } from './omit.js';

/** What a pipeline says of each kind, besides the width and height of the images. */
interface DatasetKinds {
  readonly shapes: { readonly images: number };
  readonly imageFolder: {
    readonly path: string;
    readonly images: number | null;
    readonly unreadable: 'fail' | 'skip';
    /** Folders under train/ whose images have no class: only networks train on them. Absent: none. */
    readonly unlabeled?: readonly string[];
  };
}

export type DatasetKind = keyof DatasetKinds;

export type Dataset<Kind extends DatasetKind = DatasetKind> = {
  [K in Kind]: { readonly kind: K; readonly size: number } & DatasetKinds[K];
}[Kind];

/** One whose images lie somewhere. Where that is changes no result, so it is outside of every digest. */
export type LocatedDataset = Extract<Dataset, { readonly path: string }>;

/** A data set as a step's parameter: without its path. */
export type IngestedDataset<Kind extends DatasetKind = DatasetKind> = {
  [K in Kind]: Omit<Dataset<K>, 'path'>;
}[Kind];

/** False: the program makes the images, so everything about them is known before it reads anything. */
export const isLocated = (dataset: Dataset): dataset is LocatedDataset => 'path' in dataset;

/** Where the images lie; null: the program makes them. */
export const locationOf = (dataset: Dataset): string | null => (isLocated(dataset) ? dataset.path : null);

export const withoutLocation = (dataset: Dataset): IngestedDataset =>
  isLocated(dataset) ? (omit(dataset, 'path') as IngestedDataset) : dataset;

/** A changed data set, at the place of the one before where both have a place. */
export const movedTo = (changed: Dataset, before: Dataset): Dataset =>
  isLocated(changed) && isLocated(before) ? { ...changed, path: before.path } : changed;

/** What a step must be told of the data set that its key does not contain. */
export const datasetCircumstances = (dataset: Dataset): { readonly datasetPath?: string } =>
  isLocated(dataset) ? { datasetPath: dataset.path } : {};
