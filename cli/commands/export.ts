// `eagan export [RUN] --audit FILE`: everything that proves a run, in one zip file that is checked without eagan.
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

interface Options {
  readonly audit: string;
  readonly force?: boolean;
}

export const command: CommandModule = {
  summary: 'write everything that proves a run into one zip file, with its own checker',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .requiredOption('--audit <file>', 'the zip file to write')
      .option('--force', 'overwrite the file if it exists')
      .action((asked: string | undefined, options: Options) => exportRun(asked, options, context));
  },
};

/** The exit code is that of a negative answer if something is missing. */
async function exportRun(
  asked: string | undefined,
  { audit, force = false }: Options,
  context: Context,
): Promise<void> {
  const { join, resolve } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { exportAudit } = await import('../../control/audit/export/write-export.js');
  const { exportText } = await import('../text/export-text.js');
  const { readingRun } = await import('../../store/index.js');
  const { statePaths } = await import('../../worker/state-paths.js');
  const store = await storeWithRuns(context.stateFolder());
  const run = await findRun(store, asked);
  const folder = join(statePaths(context.stateFolder()).runs, run.frozen.run);
  const path = resolve(context.directory, audit);
  const written = await readingRun(run.frozen.run, () => exportAudit(store, run, folder, path, force));
  if (written.missing.length > 0) context.exitCode = exitCodes.no;
  context.output.result(written, () => exportText(written));
}
