// `eagan report [RUN…]`: a run as one HTML file that opens without a network; several runs beside each other.
import { formatCount } from '../../scripts/format.mjs';
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly output?: string;
  readonly force?: boolean;
  readonly open?: boolean;
  readonly verify?: boolean;
  readonly samples?: boolean;
}

export const command: CommandModule = {
  summary: 'write a run, or several beside each other, as one HTML file with charts',
  register: (cli, context) => {
    cli
      .argument('[run-or-matrix...]', 'ids of runs or their beginnings, or a matrix (default: the latest run)')
      .option('--output <file>', 'the file to write (default: report.html in the folder of the run)')
      .option('--force', 'overwrite the file if it exists')
      .option('--open', 'show it in the browser')
      .option('--verify', 'verify the run, however long it takes to read')
      .option('--samples', 'make the images by generation that were not made before; needs TensorFlow')
      .action((asked: string[], options: Options) => report(asked, options, context));
  },
};

async function report(asked: readonly string[], options: Options, context: Context): Promise<void> {
  const { resolve } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { matrixOrNull, runsMeant } = await import('../../control/matrix/find-matrix.js');
  const { keepReport, saveReport } = await import('../../control/report/report-file.js');
  const { refuseExisting } = await import('../../control/write-new-file.js');
  const { writtenReportText } = await import('../text/report-text.js');
  const { writeReport } = await import('../report-of-runs.js');
  const { output, force = false, open = false, verify = false, samples = false } = options;
  const path = output === undefined ? null : resolve(context.directory, output);
  if (path !== null) refuseExisting(path, force);
  const stateFolder = context.stateFolder();
  const store = await storeWithRuns(stateFolder);
  const found = asked.length > 0 ? await runsMeant(store, asked) : [await findRun(store)];
  const matrix = (asked.length === 1 ? await matrixOrNull(store, asked[0]) : null)?.matrix ?? null;
  const { text, ...known } = await writeReport(store, found, {
    stateFolder,
    verify,
    samples,
    onMake: makingNote(context),
    matrix,
  });
  const written = path ?? (await keepReport(stateFolder, found, matrix, text));
  if (path !== null) await saveReport(path, force, text);
  const opened = open && (await (await import('../open-file.js')).openFile(written, context.environment));
  const told = { ...known, bytes: Buffer.byteLength(text), opened, path: written };
  context.output.result(told, () => writtenReportText(told, open));
}

/** TensorFlow takes seconds to start. */
const makingNote =
  ({ output }: Context) =>
  (made: number, total: number): void => {
    if (made === 0) output.note(`Making ${formatCount(total, 'picture')} of samples, which the store keeps.`);
  };
