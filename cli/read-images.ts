// Reads a data set before a run starts, and reports progress if that takes long.
import { readerOf } from '../datasets/kinds.js';
import type { Door } from '../datasets/reader.js';
import type { Dataset } from '../domain/dataset.js';
import { createDisplay } from './display.js';
import type { Output } from '../terminal/output.js';
import type { RunProgress } from '../control/progress/progress.js';

/** Most folders take less time: nothing is shown then. */
const quietMs = 1000;

/** What a data set holds before a run starts. Throws what its reader throws. */
export async function passTheDoor(dataset: Dataset, output: Output): Promise<Door> {
  const display = createDisplay(output);
  // Listing the folder comes first and is no measure of reading it.
  let began: number | null = null;
  try {
    const onProgress = (done: number, total: number): void => {
      began ??= performance.now();
      const elapsedMs = performance.now() - began;
      if (elapsedMs >= quietMs) display.show(readingProgress(done, total, elapsedMs / 1000));
    };
    return await readerOf(dataset).door(dataset, onProgress);
  } finally {
    display.end();
  }
}

/**
 * `data · read images 12,000/50,000 files · 8,213 images/s · 24 % · about 5 s left`: in the form of a run's progress.
 */
export function readingProgress(done: number, total: number, seconds: number): RunProgress {
  const imagesPerSecond = done / seconds;
  const progress = { done, total, unit: 'files', imagesPerSecond } as const;
  return {
    fraction: done / total,
    phase: 'data',
    generation: null,
    open: [{ place: null, activity: 'readImages', progress, attempt: 1, lastFailure: null }],
    imagesPerSecond,
    secondsLeft: (total - done) / imagesPerSecond,
  };
}
