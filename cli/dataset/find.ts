// `eagan dataset find RUN IMAGE…`.
import { findImages } from '../../control/dataset/find-images.js';
import { imagesOfRun } from '../../control/dataset/run-images.js';
import { findRun } from '../../control/runs/find-run.js';
import { openReadOnlyStore } from '../../control/verify/read-only-store.js';
import { readingRun } from '../../store/index.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { Context } from '../command.js';
import { foundText } from '../text/found-images-text.js';

/** Reads only. The exit code is that of a negative answer if an image is nowhere. */
export async function find(asked: string, named: readonly string[], context: Context): Promise<void> {
  const store = await openReadOnlyStore(context.namedStateFolder());
  const { run } = (await findRun(store, asked)).frozen;
  const found = await readingRun(run, async () => findImages(named, context.directory, await imagesOfRun(store, run)));
  if (found.images.some(({ places }) => places.length === 0)) context.exitCode = exitCodes.no;
  context.output.result(found, () => foundText(found));
}
