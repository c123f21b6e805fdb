// `eagan dataset inspect`.
import { resolve } from 'node:path';
import { askedDataset } from '../../control/dataset/asked-dataset.js';
import { writePreview } from '../../control/dataset/preview.js';
import { refuseExisting } from '../../control/write-new-file.js';
import { inspectDataset, type InspectedDataset } from '../../datasets/inspect/inspect.js';
import { locationOf } from '../../domain/dataset.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { PipelineOptions } from '../../terminal/pipeline-options.js';
import type { Context } from '../command.js';
import { createDisplay } from '../display.js';
import { readingProgress } from '../read-images.js';
import { inspectionText } from '../text/inspection-text.js';

export interface InspectOptions extends PipelineOptions {
  readonly kind?: string;
  readonly size?: number;
  readonly unlabeled?: readonly string[];
  readonly preview?: string;
  readonly force?: boolean;
}

/** The exit code says whether a run could use the images: 1 if not, 4 if there is nothing. */
export async function inspect(data: string, options: InspectOptions, context: Context): Promise<void> {
  const { preview, force = false, ...question } = options;
  const picture = preview === undefined ? null : resolve(context.directory, preview);
  if (picture !== null) refuseExisting(picture, force);
  const asked = askedDataset(data, { ...question, directory: context.directory });
  const { inspection, rows } = await examined(asked, context);
  if (picture !== null) await writePreview(picture, rows, inspection.size, force);
  const { problem, unreadable } = inspection;
  if (problem || unreadable.length > 0) context.exitCode = exitCodes.no;
  if (problem?.code === 'EAGAN_DATASET_NOT_FOUND') context.exitCode = exitCodes.notFound;
  const report = { path: locationOf(asked.dataset), ...inspection, preview: picture };
  context.output.result(report, () => inspectionText(report));
}

async function examined(
  { dataset, seed }: ReturnType<typeof askedDataset>,
  { output }: Context,
): Promise<InspectedDataset> {
  const display = createDisplay(output);
  const began = performance.now();
  try {
    return await inspectDataset(dataset, seed, (done, total) =>
      display.show(readingProgress(done, total, (performance.now() - began) / 1000)),
    );
  } finally {
    display.end();
  }
}
