// The packed images of a run: which ones equal given images, and one of them by its number.
import { packedBlocks, packedLabels } from '../../datasets/open.js';
import { bytesPerImage } from '../../datasets/pack.js';
import type { Split } from '../../datasets/records/format.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { getJson, type Objects } from '../../domain/steps/objects.js';
import { ofKind } from '../../domain/steps/kinds.js';
import type { IngestParameters } from '../../domain/steps/step-parameters.js';
import { runRecords, type Store } from '../../store/index.js';

/** Where an image is in the packed data set. */
export interface ImagePlace {
  readonly split: Split;
  /** From 0. */
  readonly index: number;
  /** null: the image has no class. */
  readonly class: string | null;
}

/** What a run packed, and how. */
export interface RunImages {
  readonly run: string;
  /** Of the packed data set. */
  readonly digest: Digest;
  readonly artifact: DatasetArtifact;
  readonly parameters: IngestParameters;
  readonly objects: Objects;
}

/** Throws EAGAN_PLACE_NOT_REACHED if the run has not packed its images yet. */
export async function imagesOfRun(store: Store, run: string): Promise<RunImages> {
  const [ingest] = ofKind('ingest', await runRecords(store, run));
  const digest = ingest?.outputs.dataset;
  if (ingest === undefined || digest === undefined) throw notReached(run);
  const artifact = await getJson<DatasetArtifact>(store.objects, digest);
  return { run, digest, artifact, parameters: ingest.step.parameters, objects: store.objects };
}

/** For each of the packed images, where its pixels are in the data set: training images first. */
export async function placesOf(wanted: readonly Uint8Array[], images: RunImages): Promise<ImagePlace[][]> {
  const places = wanted.map((): ImagePlace[] => []);
  for (const split of ['train', 'heldOut'] as const) {
    for await (const { index, image, name } of packedImages(images, split))
      for (const [i, one] of wanted.entries())
        if (Buffer.compare(one, image) === 0) places[i]!.push({ split, index, class: name });
  }
  return places;
}

/** One image: size × size × 3 bytes. Throws EAGAN_USAGE if there is none with that number. */
export async function imageAt(images: RunImages, split: Split, index: number): Promise<Uint8Array> {
  const { artifact, objects, run } = images;
  const { images: count, imagesPerBlock } = artifact[split];
  if (index >= count) throw noSuchImage(run, split, index, count);
  const each = bytesPerImage(artifact.size);
  for await (const { first, bytes } of packedBlocks(artifact[split], artifact.size, objects)) {
    const at = (index - first) * each;
    if (index < first + imagesPerBlock) return bytes.slice(at, at + each);
  }
  throw noSuchImage(run, split, index, count);
}

async function* packedImages(
  { artifact, objects }: RunImages,
  split: Split,
): AsyncGenerator<{ index: number; image: Uint8Array; name: string | null }> {
  const { size, classes } = artifact;
  const each = bytesPerImage(size);
  const labels = await packedLabels(artifact[split], objects);
  for await (const { first, bytes } of packedBlocks(artifact[split], size, objects))
    for (let i = 0; i < bytes.length / each; i++) {
      const index = first + i;
      yield { index, image: bytes.subarray(i * each, (i + 1) * each), name: classes[labels[index]!] ?? null };
    }
}

function notReached(run: string): EaganError {
  const cure = `Continue it: eagan attach ${run}. Its images are read first.`;
  return new EaganError('EAGAN_PLACE_NOT_REACHED', `${run} must have read its images (it has not)`, cure);
}

function noSuchImage(run: string, split: Split, index: number, count: number): EaganError {
  const must = `${run} has ${count} images in ${split}: 0 to ${count - 1} (got ${index})`;
  return new EaganError('EAGAN_USAGE', must, 'Name one of them.');
}
