// Places as people type them, checked against a run's plan.
import { findPlace } from '../../domain/steps/find-place.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { nearestName } from '../../schemas/nearest.js';
import { planOf } from '../progress/progress.js';

/**
 * The place, or the beginning of several, that is meant. Throws EAGAN_PLACE_UNKNOWN with the nearest one, or with what
 * stands there instead.
 */
export async function requirePlace(pipeline: Pipeline, trainImages: number | null, text: string): Promise<string> {
  const places = (await planOf(pipeline, trainImages)).map(({ place }) => place);
  return findPlace(text, places, nearestName);
}
