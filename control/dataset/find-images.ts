// Whether images were in the data set of a run: each is packed as the run packed its own, and looked for by its pixels.
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { decoderVersion, sampleBitsOf } from '../../datasets/decode-image.js';
import { readerOf } from '../../datasets/kinds.js';
import { readImageFile } from '../../datasets/read-file.js';
import { decodeProblem } from '../../datasets/unreadable.js';
import { EaganError } from '../../domain/errors.js';
import { placesOf, type ImagePlace, type RunImages } from './run-images.js';

export interface FoundImage {
  /** As it was named. */
  readonly image: string;
  /** Empty: no image of the data set has these pixels. */
  readonly places: readonly ImagePlace[];
}

export interface FoundImages {
  readonly run: string;
  /** Digest of the packed data set. */
  readonly dataset: string;
  /** What decoded the run's images, if it is not what decodes them here: then pixels may differ a little. */
  readonly otherDecoder: string | null;
  readonly images: readonly FoundImage[];
}

/** Throws EAGAN_IMAGE_UNREADABLE if a file is no image. Nothing is written. */
export async function findImages(named: readonly string[], directory: string, images: RunImages): Promise<FoundImages> {
  const packed: Uint8Array[] = [];
  for (const name of named) packed.push(await packedFile(name, resolve(directory, name), images));
  const places = await placesOf(packed, images);
  return {
    run: images.run,
    dataset: images.digest,
    otherDecoder: otherDecoder(images.parameters.decoder),
    images: named.map((image, i) => ({ image, places: places[i]! })),
  };
}

async function packedFile(name: string, path: string, { parameters }: RunImages): Promise<Uint8Array> {
  const { dataset, decoder } = parameters;
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw unreadable(name, 'nothing there');
  const { bytes, problem } = readImageFile(path);
  if (bytes === null) throw unreadable(name, problem ?? 'cannot be read');
  try {
    return await readerOf(dataset).asPacked(bytes, dataset, decoder);
  } catch (error) {
    if (error instanceof EaganError) throw error;
    throw unreadable(name, bytes.length === 0 ? 'an empty file' : decodeProblem(bytes, error));
  }
}

/** Images that were not decoded have no decoder. */
function otherDecoder(decoder: string | null): string | null {
  return decoder === null || decoder === decoderVersion(sampleBitsOf(decoder)) ? null : decoder;
}

const unreadable = (name: string, reason: string): EaganError =>
  new EaganError('EAGAN_IMAGE_UNREADABLE', `${name} must be a readable image (got: ${reason})`, 'Name another file.');
