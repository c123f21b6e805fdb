// How many images a run would take from their folder, without reading one: for the checks of a pipeline file.
import { readerOf } from '../../datasets/kinds.js';
import type { DatasetCounts } from '../../datasets/reader.js';
import type { LocatedDataset } from '../../domain/dataset.js';
import { errorCodeOf } from '../../domain/errors.js';

/** null: there are no images, or they are no data set; another check says which. */
export function countsOrNull(dataset: LocatedDataset): DatasetCounts | null {
  try {
    return readerOf(dataset).count(dataset);
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return null;
  }
}
