// `eagan export [RUN] --audit FILE`: writes a run, or a part of it, for other programs. What it can write:
// exports/index.ts.
import { EaganError } from '../../domain/errors.js';
import type { CommandModule, Context } from '../command.js';
import { exportKinds, type ExportName } from '../exports/index.js';
import type { ExportKind } from '../exports/kind.js';
import { exitCodes } from '../../terminal/exit-codes.js';

/** `true`: nothing stands behind the option. */
type Options = Readonly<Partial<Record<ExportName, string | true>>> & {
  readonly force?: boolean;
  readonly experiment?: string;
};

const names = Object.keys(exportKinds) as ExportName[];

export const command: CommandModule = {
  summary: 'write a run, or a part of it, for other programs',
  register: (cli, context) => {
    cli.argument('[run...]', 'ids of runs or their beginnings (default: the latest); some exports take only one');
    for (const name of names) cli.option(`--${name} ${exportKinds[name].value}`, exportKinds[name].description);
    cli
      .option('--force', 'overwrite what this wrote before')
      .option('--experiment <name>', 'with --mlflow: the experiment there (default: eagan)')
      .action((asked: string[], options: Options) => exportRun(asked, options, context));
  },
};

/** The exit code is that of a negative answer if something is missing. */
async function exportRun(runs: readonly string[], options: Options, context: Context): Promise<void> {
  const name = oneOf(options);
  const kind: ExportKind = exportKinds[name];
  requireFitting(name, kind, runs, options);
  const { join } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { readingRun } = await import('../../store/index.js');
  const { statePaths } = await import('../../worker/state-paths.js');
  const store = await storeWithRuns(context.stateFolder());
  const first = await findRun(store, runs[0]);
  const found = new Map([[first.frozen.run, first]]);
  for (const name of runs.slice(1)) await findRun(store, name).then((run) => found.set(run.frozen.run, run));
  const folder = join(statePaths(context.stateFolder()).runs, first.frozen.run);
  const { force = false, experiment } = options;
  const asked = options[name] === true ? '' : options[name]!;
  const request = { store, run: first, runs: [...found.values()], folder, asked, force, context };
  const more = experiment === undefined ? {} : { experiment };
  const { result, text, isWhole } = await readingRun(first.frozen.run, () => kind.write({ ...request, ...more }));
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

/** @throws EaganError EAGAN_USAGE */
function requireFitting(name: ExportName, kind: ExportKind, runs: readonly string[], options: Options): void {
  if (runs.length > 1 && kind.takesSeveral !== true)
    throw new EaganError('EAGAN_USAGE', `--${name} must get one run (got ${runs.length})`, 'Export one run at a time.');
  // A variable of the shell that is not set gives an empty text.
  if (options[name] === '') {
    const must = `--${name} must be followed by ${kind.value} (got an empty text)`;
    throw new EaganError('EAGAN_USAGE', must, 'Write where it should go.');
  }
  if (options.experiment === undefined || name === 'mlflow') return;
  const must = `--experiment must come with --mlflow (got --${name})`;
  throw new EaganError('EAGAN_USAGE', must, 'Leave it out: only MLflow has experiments.');
}
