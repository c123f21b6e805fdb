// `eagan dataset prepare FILE`.
import { prepareDataset, type PreparedDataset } from '../../control/dataset/prepare.js';
import { storeOf } from '../../control/runs/open-store.js';
import { requirePipeline } from '../../control/runs/pipeline-file.js';
import { formatComplaints } from '../../schemas/complaint.js';
import type { PipelineOptions } from '../../terminal/pipeline-options.js';
import type { Progress } from '../../trainer/types.js';
import { statePaths } from '../../worker/state-paths.js';
import type { RunProgress } from '../../control/progress/progress.js';
import type { Context } from '../command.js';
import { createDisplay } from '../display.js';
import { passTheDoor } from '../read-images.js';
import { preparedText } from '../text/prepared-text.js';
import { untilStopped } from '../until-stopped.js';

export async function prepare(file: string, options: PipelineOptions, context: Context): Promise<void> {
  const { output, directory } = context;
  const { pipeline, warnings } = requirePipeline(file, { ...options, directory });
  if (warnings.length > 0) output.note(formatComplaints(warnings));
  const stateFolder = context.stateFolder();
  const prepared = await untilStopped(context, interrupted, async (signal) => {
    const { source, notes } = await passTheDoor(pipeline.dataset, output, signal);
    notes.forEach((note) => output.note(note));
    const store = await storeOf(stateFolder);
    return showing(context, (onProgress) =>
      prepareDataset({ store, logFolder: statePaths(stateFolder).logs, pipeline, source, signal, onProgress }),
    );
  });
  if (prepared !== null) output.result({ file, ...prepared }, () => preparedText(file, prepared));
}

const interrupted = 'interrupted; no data set was recorded, and `eagan gc` removes what was written';

async function showing(
  { output }: Context,
  work: (onProgress: (progress: Progress) => void) => Promise<PreparedDataset>,
): Promise<PreparedDataset> {
  const display = createDisplay(output);
  try {
    return await work((progress) => display.show(progressOf(progress)));
  } finally {
    display.end();
  }
}

/** As a run shows its ingest step. */
function progressOf(progress: Progress): RunProgress {
  const { done, total, imagesPerSecond = 0 } = progress;
  return {
    fraction: total === 0 ? 0 : done / total,
    phase: 'data',
    generation: null,
    open: [{ place: null, activity: 'prepareImages', progress, attempt: 1, lastFailure: null }],
    imagesPerSecond: imagesPerSecond || null,
    secondsLeft: imagesPerSecond > 0 ? (total - done) / imagesPerSecond : null,
  };
}
