// Real images for the study: those of a pipeline with 4,000 training images, and others that it has not seen.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderContents } from '../../datasets/folder-contents.js';
import { openDataset } from '../../datasets/index.js';
import { ingestFolder } from '../../datasets/ingest-folder.js';
import { ingestShapes } from '../../datasets/ingest-shapes.js';
import type { PackedDataset } from '../../datasets/types.js';
import type { LabelledImages } from '../../metrics/types.js';
import { openStore } from '../../store/index.js';
import type { ImageSet } from './image-set.js';

export interface ImagePool {
  readonly title: string;
  readonly classes: number;
  readonly labelled: LabelledImages;
  /** The training images. */
  readonly reference: ImageSet;
  /** The `n`-th set of images that are in no other set and not in the reference. */
  set(n: number): ImageSet;
  /** A set with images of the first so many classes only. */
  ofClasses(classes: number): ImageSet;
}

export interface PoolSizes {
  readonly reference: number;
  readonly images: number;
  readonly sets: number;
}

export const imageSize = 32;

/** Generated shapes, or the images of a folder. */
export async function openPool(folder: string | null, sizes: PoolSizes): Promise<ImagePool> {
  const place = await mkdtemp(join(tmpdir(), 'eagan-study-'));
  try {
    const { objects } = await openStore(place);
    // All classes take turns, so a set of the first classes needs images of several sets.
    const images = sizes.reference + sizes.images * (sizes.sets + 10);
    const artifact =
      folder === null
        ? await ingestShapes({ kind: 'shapes', images, size: imageSize }, 1, objects, () => undefined)
        : await ingestFolder(folder, ...(await folderSettings(folder, images)), objects, () => undefined);
    const dataset = await openDataset(artifact, objects);
    return poolOf(folder === null ? 'generated shapes' : 'images of a folder', dataset, sizes);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function folderSettings(
  folder: string,
  images: number,
): Promise<[Parameters<typeof ingestFolder>[1], Parameters<typeof ingestFolder>[2]]> {
  const { digest } = await folderContents(folder);
  const dataset = { kind: 'imageFolder', size: imageSize, images, unreadable: 'skip' } as const;
  return [dataset, { contents: digest, decoder: null }];
}

function poolOf(title: string, { artifact, train, heldOut }: PackedDataset, sizes: PoolSizes): ImagePool {
  const set = (indices: readonly number[]): ImageSet => ({
    bytes: train.read(indices),
    size: imageSize,
    count: indices.length,
  });
  const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
  const unseen = range(sizes.reference, train.images - sizes.reference);
  const reference = range(0, sizes.reference);
  return {
    title,
    classes: artifact.classes.length,
    labelled: {
      artifact,
      train: { ...train, images: sizes.reference, labels: train.labels.subarray(0, sizes.reference) },
      heldOut,
    },
    reference: set(reference),
    set: (n) => set(unseen.slice(n * sizes.images, (n + 1) * sizes.images)),
    ofClasses: (classes) => set(unseen.filter((i) => train.labels[i]! < classes).slice(0, sizes.images)),
  };
}
