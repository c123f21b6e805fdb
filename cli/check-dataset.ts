// `eagan metrics check PATH --dataset DATA`: figures of CIFAR-10 beside those that others published.
import { resolve } from 'node:path';
import { askedImages } from '../control/metrics/asked-images.js';
import { checkDatasetWith, type ComparedDataset } from '../control/metrics/check-dataset.js';
import type { RunProgress } from '../control/progress/progress.js';
import type { Progress } from '../trainer/types.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Context } from './command.js';
import { createDisplay } from './display.js';
import { untilStopped } from './until-stopped.js';

interface DatasetOptions {
  readonly dataset: string;
  readonly kind?: string;
  readonly images?: number;
  readonly threads: number;
}

/** Null if a person stopped it. The exit code says whether a figure differs from the published one. */
export async function checkFigures(
  path: string,
  {
    dataset: asked,
    kind,
    images = null,
    threads,
  }: Omit<DatasetOptions, 'images'> & { readonly images?: number | null },
  context: Context,
): Promise<ComparedDataset | null> {
  const { directory, output } = context;
  const question = { path: resolve(directory, path), dataset: askedImages(asked, kind, directory), images, threads };
  const found = await untilStopped(context, 'interrupted; nothing was kept', async (signal) => {
    const display = createDisplay(output);
    const onProgress = (progress: Progress): void => display.show(progressOf(progress));
    return checkDatasetWith({ ...question, signal, onProgress }).finally(() => display.end());
  });
  if (found?.figures.some(({ verdict }) => verdict === 'differs')) context.exitCode = exitCodes.no;
  return found;
}

/** As a run shows a step. */
function progressOf(progress: Progress): RunProgress {
  const { done, total, imagesPerSecond = 0 } = progress;
  return {
    fraction: done / total,
    phase: 'check',
    generation: null,
    open: [{ place: null, activity: 'computeFeatures', progress, attempt: 1, lastFailure: null }],
    imagesPerSecond,
    secondsLeft: imagesPerSecond > 0 ? (total - done) / imagesPerSecond : null,
  };
}
