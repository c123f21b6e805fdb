// Places as people type them, checked against a run's plan.
import { parsePlace } from '../domain/parse-place.js';
import type { Pipeline } from '../domain/pipeline.js';
import { nearestName } from '../schemas/nearest.js';
import { runRecords, type Store } from '../store/index.js';
import { planOf } from './progress.js';

/** The place, or the beginning of several, that is meant. Throws EAGAN_PLACE_UNKNOWN with the nearest one, or with what stands there instead. */
export function requirePlace(pipeline: Pipeline, trainImages: number | null, text: string): string {
  const places = planOf(pipeline, trainImages).map(({ place }) => place);
  return parsePlace(text, places, nearestName);
}

/** How many images a run trains on; null before they are counted. */
export async function trainImagesOf(store: Store, run: string): Promise<number | null> {
  const ingest = (await runRecords(store, run)).find(({ step }) => step.kind === 'ingest');
  return ingest?.numbers.trainImages ?? null;
}
