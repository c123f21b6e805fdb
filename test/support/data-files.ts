// Small data sets in the formats that are read, written by a script in another language, and their way into the store.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openDataset } from '../../datasets/index.js';
import { readerOf } from '../../datasets/kinds.js';
import type { Door } from '../../datasets/reader.js';
import type { PackedDataset, PackedSplit } from '../../datasets/types.js';
import { digestBytes } from '../../domain/digest.js';
import { locationOf, withoutLocation, type Dataset } from '../../domain/dataset.js';
import { memoryObjects } from './memory-objects.js';
import { projectRoot } from './project.js';
import { temporaryFolder } from './temporary-folder.js';

/** What the packed form of a split must hold: the labels, and the digest of each image as RGB. */
export interface WrittenSplit {
  readonly labels: readonly number[];
  readonly sha256: readonly string[];
  readonly first: readonly number[];
}

/** A data set that was written. */
export interface WrittenFiles {
  readonly folder: string;
  readonly classes: readonly string[];
  readonly train: WrittenSplit;
  readonly heldOut: WrittenSplit;
}

const script = join(projectRoot, 'test/datasets/write_python_formats.py');

/** Writes a format of write_python_formats.py into a new folder. */
export function writeFormat(format: string, folder = temporaryFolder()): WrittenFiles {
  const told = execFileSync('python3', [script, format, folder], { encoding: 'utf8' });
  return { folder, ...(JSON.parse(told) as Omit<WrittenFiles, 'folder'>) };
}

/** What the door of a run finds. */
export const passDoor = (dataset: Dataset): Promise<Door> => readerOf(dataset).door(dataset);

/** Through the door and into the packed form, as a run does it. */
export async function ingested(dataset: Dataset, door?: Door): Promise<PackedDataset> {
  const { source } = door ?? (await passDoor(dataset));
  const objects = memoryObjects();
  const order = { ...source, path: locationOf(dataset) ?? undefined, seed: 0 };
  const artifact = await readerOf(dataset).ingest(withoutLocation(dataset), order, objects, () => {});
  return openDataset(artifact, objects);
}

/** A packed split in the form in which the script tells it. */
export function described(split: PackedSplit): WrittenSplit {
  const images = Array.from({ length: split.images }, (_, index) => split.read([index]));
  return {
    labels: [...split.labels],
    sha256: images.map(digestBytes),
    first: [...(images[0] ?? []).slice(0, 12)],
  };
}
