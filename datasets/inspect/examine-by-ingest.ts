// Examines a data set by the ingest of a run, whose result goes nowhere.
import { locationOf, withoutLocation, type Dataset } from '../../domain/dataset.js';
import { EaganError } from '../../domain/errors.js';
import { problemText } from '../folder-problem.js';
import type { Reader } from '../reader.js';
import type { IngestProgress } from '../types.js';
import type { DatasetProblem, Examined } from './examined.js';
import type { PlacedImage } from './pixel-report.js';
import type { PixelSurvey } from './pixel-survey.js';
import { SurveyedObjects } from './surveyed-objects.js';

/** `seed`: of the pipeline's metrics, for images that the program makes. Never throws because of the images. */
export async function examineByIngest(
  dataset: Dataset,
  reader: Reader,
  seed: number,
  survey: PixelSurvey,
  onProgress: IngestProgress,
): Promise<Examined> {
  const found = reader.problem(dataset);
  if (found) return refused({ ...found, message: problemText(locationOf(dataset) ?? dataset.kind, found) });
  try {
    const { source, notes } = await reader.door(dataset, onProgress);
    const objects = new SurveyedObjects(survey, dataset.size);
    const order = { ...source, path: locationOf(dataset) ?? undefined, seed };
    const { train, heldOut, classes } = await reader.ingest(withoutLocation(dataset), order, objects, onProgress);
    const [trained, held] = [await objects.imagesOf(train), await objects.imagesOf(heldOut)];
    const nothingElse = { problem: null, unreadable: [], readable: null, sizes: null, folder: null };
    return {
      ...{ ...nothingElse, contents: source.contents, notes, classes },
      train: trained.map((facts, i): PlacedImage => ({ ...facts, name: `train/${i}` })),
      heldOut: held.map((facts, i): PlacedImage => ({ ...facts, name: `heldOut/${i}` })),
    };
  } catch (error) {
    if (!(error instanceof EaganError) || !isAboutImages(error)) throw error;
    if (error.code !== 'EAGAN_DATASET_DAMAGED' || !reader.damage) return refused(error);
    const { files, readable } = await reader.damage(dataset, onProgress);
    return { ...refused(error), unreadable: files, readable };
  }
}

const isAboutImages = ({ code }: EaganError): boolean => /^EAGAN_(DATASET|IMAGE|PATH|FILE)_/.test(code);

function refused({ code, message, cure }: Omit<DatasetProblem, 'cure'> & { readonly cure?: string }): Examined {
  const problem = { code, message, cure: cure ?? '' };
  const nothing = { contents: null, notes: [], classes: [], train: [], heldOut: [], unreadable: [], readable: null };
  return { problem, ...nothing, sizes: null, folder: null };
}
