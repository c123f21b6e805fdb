// `eagan export [RUN] --audit FILE`: writes a run, or a part of it, for other programs. What it can write:
// exports/index.ts.
import { EaganError } from '../../domain/errors.js';
import type { CommandModule, Context } from '../command.js';
import { exportKinds, type ExportName } from '../exports/index.js';
import type { ExportKind } from '../exports/kind.js';
import { exitCodes } from '../../terminal/exit-codes.js';

type Options = Readonly<Partial<Record<ExportName, string>>> & { readonly force?: boolean };

const names = Object.keys(exportKinds) as ExportName[];

export const command: CommandModule = {
  summary: 'write a run, or a part of it, for other programs',
  register: (cli, context) => {
    cli.argument('[run]', 'id of a run or its beginning (default: the latest)');
    for (const name of names) cli.option(`--${name} ${exportKinds[name].value}`, exportKinds[name].description);
    cli
      .option('--force', 'overwrite what this wrote before')
      .action((asked: string | undefined, options: Options) => exportRun(asked, options, context));
  },
};

/** The exit code is that of a negative answer if something is missing. */
async function exportRun(run: string | undefined, options: Options, context: Context): Promise<void> {
  const name = oneOf(options);
  const { join } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { readingRun } = await import('../../store/index.js');
  const { statePaths } = await import('../../worker/state-paths.js');
  const store = await storeWithRuns(context.stateFolder());
  const found = await findRun(store, run);
  const folder = join(statePaths(context.stateFolder()).runs, found.frozen.run);
  const { force = false, [name]: asked = '' } = options;
  const kind: ExportKind = exportKinds[name];
  const request = { store, run: found, folder, asked, force, context };
  const { result, text, isWhole } = await readingRun(found.frozen.run, () => kind.write(request));
  if (!isWhole) context.exitCode = exitCodes.no;
  context.output.result(result, text);
}

/** The one export that was asked for. @throws EaganError EAGAN_USAGE */
function oneOf(options: Options): ExportName {
  const asked = names.filter((name) => options[name] !== undefined);
  if (asked.length === 1) return asked[0]!;
  const known = names.map((name) => `--${name}`).join(', ');
  const got = asked.length === 0 ? 'none' : asked.map((name) => `--${name}`).join(' and ');
  const cure = `For example: eagan export RUN --audit run.zip`;
  throw new EaganError('EAGAN_USAGE', `eagan export must get one of ${known} (got ${got})`, cure);
}
