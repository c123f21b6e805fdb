// Computes, with the Inception graph of 2015, what others published of CIFAR-10: scores and distances of its two sets.
// The images are packed once into a folder on the disk; in memory are a batch, the sums, and the classes of one set.
import { packedBlocks } from '../../datasets/open.js';
import { readerOf } from '../../datasets/kinds.js';
import { locationOf, withoutLocation, type Dataset } from '../../domain/dataset.js';
import { EaganError } from '../../domain/errors.js';
import { chosenByNumpy } from '../../domain/mersenne-twister.js';
import { cifar10Images, drawing, type CheckedFigure } from '../../domain/published-figures.js';
import type { DatasetArtifact, DatasetSplit } from '../../domain/steps/artifacts.js';
import type { Objects } from '../../domain/steps/objects.js';
import { defaultSplits } from '../../domain/extractor.js';
import { frechetDistance, loadExtractor, storeNetwork } from '../../metrics/index.js';
import type { Extractor, Statistics } from '../../metrics/types.js';
import { openStore } from '../../store/index.js';
import type { Progress } from '../types.js';
import { givenNetwork } from './given-network.js';
import { SetSums } from './set-sums.js';

export interface DatasetCheckRequest {
  /** Of the graph or its archive; absolute. */
  readonly path: string;
  readonly dataset: Dataset;
  /** How many of each set, the first ones; null: all. */
  readonly images: number | null;
  /** An empty folder for packed images, which the caller removes. */
  readonly folder: string;
}

export interface FoundFigure {
  readonly value: number;
  /** Of a score: between its splits. */
  readonly deviation?: number;
}

export interface DatasetCheck {
  /** The graph is the published one. */
  readonly official: boolean;
  /** How many were used. */
  readonly images: { readonly train: number; readonly heldOut: number };
  /** There are as many as in CIFAR-10, and all were used. */
  readonly isWhole: boolean;
  /** What the reader says of the files: that they are not the published ones. */
  readonly notes: readonly string[];
  /** Absent: there are too few images for it. */
  readonly figures: Readonly<Partial<Record<CheckedFigure, FoundFigure>>>;
}

type Tell = (progress: Progress) => void;

/** Throws as `checkNetwork`, and what a reader of images throws. */
export async function checkDataset(request: DatasetCheckRequest, tell: Tell): Promise<DatasetCheck> {
  const { path, dataset, images, folder } = request;
  const settings = { kind: 'inception2015', contents: null } as const;
  const given = await givenNetwork(settings, path);
  const { meta, tensors } = await storeNetwork(settings, given);
  const { objects } = await openStore(folder);
  const { artifact, notes } = await packed(dataset, objects);
  const extractor = await loadExtractor(tensors, { ...meta } as never, dataset.size);
  tensors.clear();
  const [train, heldOut] = [artifact.train, artifact.heldOut].map((split) => limited(split, images)) as [Part, Part];
  const tick = ticking(train.images + heldOut.images, tell);
  const [first, second] = [
    await sumsOf(train, extractor, objects, tick),
    await sumsOf(heldOut, extractor, objects, tick),
  ];
  extractor.dispose();
  const counts = { train: train.images, heldOut: heldOut.images };
  const isWhole = counts.train === cifar10Images.train && counts.heldOut === cifar10Images.heldOut;
  return { official: given.official, images: counts, isWhole, notes, figures: figuresOf(first, second) };
}

async function packed(
  dataset: Dataset,
  objects: Objects,
): Promise<{ readonly artifact: DatasetArtifact; readonly notes: readonly string[] }> {
  const reader = readerOf(dataset);
  const { source, notes } = await reader.door(dataset);
  const order = { ...source, path: locationOf(dataset) ?? undefined, seed: 0 };
  return { artifact: await reader.ingest(withoutLocation(dataset), order, objects, () => {}), notes };
}

/** The first images of a split. */
interface Part {
  readonly split: DatasetSplit;
  readonly images: number;
}

function limited(split: DatasetSplit, images: number | null): Part {
  const count = Math.min(images ?? split.images, split.images);
  if (count >= 2) return { split, images: count };
  const must = 'each of the two sets must have at least two images';
  throw new EaganError('EAGAN_DATASET_EMPTY', `${must} (got ${count})`, 'Name the folder or archive of CIFAR-10.');
}

function ticking(total: number, tell: Tell): (more: number) => void {
  const began = performance.now();
  let done = 0;
  return (more) => {
    done += more;
    const imagesPerSecond = (done * 1000) / (performance.now() - began);
    tell({ done, total, unit: 'images', imagesPerSecond });
  };
}

interface Summed {
  readonly statistics: Statistics;
  readonly score: FoundFigure | null;
  /** Of the drawn images; null: there are too few. */
  readonly drawn: Statistics | null;
}

/** Images that pass between two reports. */
const batch = 100;

async function sumsOf(
  { split, images }: Part,
  extractor: Extractor,
  objects: Objects,
  tick: (more: number) => void,
): Promise<Summed> {
  const { size } = extractor;
  const each = size * size * 3;
  const drawn = images > drawing.images ? chosenByNumpy(drawing.seed, images, drawing.images) : null;
  const sums = new SetSums(extractor, images, drawn);
  for await (const { first, bytes } of packedBlocks(split, size, objects)) {
    const here = Math.min(bytes.length / each, images - first);
    for (let from = 0; from < here; from += batch) {
      const count = Math.min(batch, here - from);
      sums.add(await extractor.extract(bytes.subarray(from * each, (from + count) * each), count));
      tick(count);
    }
    if (first + here >= images) break;
  }
  return sums.finish(defaultSplits);
}

function figuresOf(train: Summed, heldOut: Summed): DatasetCheck['figures'] {
  const distance = (a: Statistics, b: Statistics): FoundFigure => ({ value: frechetDistance(a, b) });
  return {
    ...(train.score ? { trainScore: train.score } : {}),
    ...(heldOut.score ? { testScore: heldOut.score } : {}),
    distance: distance(train.statistics, heldOut.statistics),
    ...(train.drawn && heldOut.drawn ? { drawnDistance: distance(train.drawn, heldOut.drawn) } : {}),
  };
}
