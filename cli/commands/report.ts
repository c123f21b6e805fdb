// `eagan report [RUN…]`: a run as one HTML file that opens without a network; several runs beside each other.
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly output?: string;
  readonly force?: boolean;
  readonly open?: boolean;
  readonly verify?: boolean;
}

export const command: CommandModule = {
  summary: 'write a run, or several beside each other, as one HTML file with charts',
  register: (cli, context) => {
    cli
      .argument('[run...]', 'ids of runs or their beginnings (default: the latest)')
      .option('--output <file>', 'the file to write (default: report.html in the folder of the run)')
      .option('--force', 'overwrite the file if it exists')
      .option('--open', 'show it in the browser')
      .option('--verify', 'verify the run, however long it takes to read')
      .action((asked: string[], options: Options) => report(asked, options, context));
  },
};

async function report(asked: readonly string[], options: Options, context: Context): Promise<void> {
  const { resolve } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { keepReport, saveReport } = await import('../../control/report/report-file.js');
  const { refuseExisting } = await import('../../control/write-new-file.js');
  const { writtenReportText } = await import('../text/report-text.js');
  const { writeReport } = await import('../report-of-runs.js');
  const { output, force = false, open = false, verify = false } = options;
  const path = output === undefined ? null : resolve(context.directory, output);
  if (path !== null) refuseExisting(path, force);
  const stateFolder = context.stateFolder();
  const store = await storeWithRuns(stateFolder);
  const found = [];
  for (const name of asked.length > 0 ? asked : [undefined]) found.push(await findRun(store, name));
  const { text, ...known } = await writeReport(store, found, { stateFolder, verify });
  const written = path ?? (await keepReport(stateFolder, found, text));
  if (path !== null) await saveReport(path, force, text);
  const opened = open && (await (await import('../open-file.js')).openFile(written, context.environment));
  const told = { ...known, bytes: Buffer.byteLength(text), opened, path: written };
  context.output.result(told, () => writtenReportText(told, open));
}
