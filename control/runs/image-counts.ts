// How many images a run would take from where they lie, without reading one: for the checks of a pipeline file.
import { readerOf, type DatasetCounts } from '../../datasets/kinds.js';
import type { LocatedDataset } from '../../domain/dataset.js';
import { errorCodeOf } from '../../domain/errors.js';

/** null: the images are not there, or are no data set; another check tells which. */
export function countsOrNull(dataset: LocatedDataset): DatasetCounts | null {
  try {
    return readerOf(dataset).count(dataset);
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return null;
  }
}
