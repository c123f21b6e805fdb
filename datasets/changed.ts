// The error of images that are not those that a run was started with.
import { EaganError } from '../domain/errors.js';

/** `found`: what differs. */
export function changedImages(path: string, found: string): EaganError {
  return new EaganError(
    'EAGAN_DATASET_CHANGED',
    `the images in ${path} must be the ones that the run started with (${found})`,
    'Start another run with the current images: eagan run FILE. Or restore the old images, then: eagan resume RUN',
  );
}

/** The same, by the digests of the contents. */
export const changedContents = (path: string, before: string, found: string): EaganError =>
  changedImages(path, `contents ${before.slice(0, 12)}, got ${found.slice(0, 12)}`);
