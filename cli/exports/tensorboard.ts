// `eagan export RUN… --tensorboard DIR`: an event file for each run, in a folder of its own below DIR.
import type { ExportKind } from './kind.js';

export const tensorboardKind: ExportKind = {
  value: '<dir>',
  description: 'event files of one or several runs for TensorBoard: losses, figures, parameters, pictures',
  takesSeveral: true,
  async write({ store, runs, asked, force, context }) {
    const { join, resolve } = await import('node:path');
    const { makeFolder } = await import('../../scripts/files.mjs');
    const { readTrackedRun } = await import('../../control/report/tracking/read-tracked-run.js');
    const { refuseExisting, writeNewFile } = await import('../../control/write-new-file.js');
    const { readingRun } = await import('../../store/index.js');
    const { eventFile, eventFileName } = await import('../../trackers/tensorboard/event-file.js');
    const { tensorboardText } = await import('../text/tracker-text.js');
    const folder = resolve(context.directory, asked);
    const pathOf = (run: (typeof runs)[number]): string => join(folder, run.frozen.run, eventFileName(run.frozen));
    for (const run of runs) refuseExisting(pathOf(run), force);
    const files = [];
    const missing = [];
    for (const run of runs) {
      const tracked = await readingRun(run.frozen.run, () => readTrackedRun(store, run));
      const bytes = eventFile(tracked);
      await makeFolder(join(folder, run.frozen.run));
      await writeNewFile(pathOf(run), force, (handle) => handle.writeFile(bytes));
      files.push({ run: run.frozen.run, path: pathOf(run), bytes: bytes.length, series: tracked.series.length });
      missing.push(...tracked.missing.map((what) => ({ run: run.frozen.run, what })));
    }
    const written = { folder, files, missing };
    return { result: written, text: () => tensorboardText(written), isWhole: missing.length === 0 };
  },
};
