// Computes figures of CIFAR-10 with the file of a network, in a process set up like a trainer, and compares them with
// those that others published.
import { rmSync } from 'node:fs';
import { readerOf } from '../../datasets/kinds.js';
import { problemText } from '../../datasets/folder-problem.js';
import { locationOf, type Dataset } from '../../domain/dataset.js';
import { EaganError } from '../../domain/errors.js';
import {
  checkedFigures,
  isEqualToPublished,
  publishedFigures,
  type CheckedFigure,
} from '../../domain/published-figures.js';
import { measureInChild } from '../../planning/measure-in-child.js';
import { makeTemporaryFolder } from '../../scripts/temporary.mjs';
import type { DatasetCheck, FoundFigure } from '../../trainer/networks/check-dataset.js';
import type { Progress } from '../../trainer/types.js';

interface DatasetQuestion {
  /** Of the graph or its archive; absolute. */
  readonly path: string;
  readonly dataset: Dataset;
  /** How many of each set, the first ones; null: all. */
  readonly images: number | null;
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

interface ComparedFigure {
  readonly figure: CheckedFigure;
  readonly of: string;
  /** null: there are too few images for it. */
  readonly found: FoundFigure | null;
  readonly published: { readonly value: number; readonly deviation: number | null; readonly source: string };
  readonly tolerance: number;
  /** null: the published value does not apply. */
  readonly verdict: 'equal' | 'differs' | null;
}

export interface ComparedDataset extends Omit<DatasetCheck, 'figures'> {
  readonly path: string;
  readonly kind: Dataset['kind'];
  /** Why the published values do not apply; null: they do. */
  readonly notComparable: string | null;
  readonly figures: readonly ComparedFigure[];
  /** The most memory that the computing process had. */
  readonly peakMib: number;
}

/** Throws what reading the network and the images throws, and the reason of an aborted `signal`. */
export async function checkDatasetWith(question: DatasetQuestion): Promise<ComparedDataset> {
  const { path, dataset, images, threads, signal, onProgress } = question;
  requireImages(dataset);
  const folder = makeTemporaryFolder('eagan-check-');
  try {
    const request = { path, dataset, images, folder };
    const watching = { signal, onTold: (progress: unknown) => onProgress(progress as Progress) };
    const module = new URL('./dataset-child.js', import.meta.url);
    const { value, peakMib } = await measureInChild<DatasetCheck>(module, request, threads, watching);
    return compared(value, dataset, peakMib);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before a graph of 96 MB is read. */
function requireImages(dataset: Dataset): void {
  const found = readerOf(dataset).problem(dataset);
  if (found) throw new EaganError(found.code, problemText(locationOf(dataset) ?? dataset.kind, found), found.cure);
}

function compared({ figures, ...found }: DatasetCheck, dataset: Dataset, peakMib: number): ComparedDataset {
  const notComparable = whyNot(found, dataset);
  return {
    ...{ path: locationOf(dataset) ?? '', kind: dataset.kind, ...found, notComparable, peakMib },
    figures: checkedFigures.map((figure) => {
      const { of, value, deviation = null, source, tolerance } = publishedFigures[figure];
      const own = figures[figure] ?? null;
      const isEqual = own !== null && isEqualToPublished(figure, own.value);
      const verdict = notComparable !== null || own === null ? null : isEqual ? 'equal' : 'differs';
      return { figure, of, found: own, published: { value, deviation, source }, tolerance, verdict };
    }),
  };
}

function whyNot({ official, isWhole, images, notes }: Omit<DatasetCheck, 'figures'>, { kind }: Dataset): string | null {
  if (!official) return 'the graph is not the published one';
  if (kind !== 'cifar10Binary' && kind !== 'cifar10Python') return `the images are not those of CIFAR-10, but ${kind}`;
  if (!isWhole)
    return `they are of 50,000 training and 10,000 test images, and ${images.train} and ${images.heldOut} were used`;
  return notes.length > 0 ? notes.join('; ') : null;
}
