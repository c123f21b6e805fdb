// `eagan drill FILE`: runs a pipeline undisturbed, runs it again under kills, and compares every step.
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { collect, wholeNumber } from '../../terminal/option-values.js';

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly param?: readonly string[];
  readonly set?: readonly string[];
  readonly images?: string;
  readonly keep?: boolean;
}

export const command: CommandModule = {
  summary: 'prove that a run whose processes are killed ends with the same bits',
  register: (cli, context) => {
    cli
      .argument('<file>', 'pipeline file, for example pipelines/tiny.yaml')
      .option('--kills <number>', 'number of kills', wholeNumber(1), 10)
      .option(
        '--seed <number>',
        'seed that chooses what is killed and when; the pipeline keeps its own seed',
        wholeNumber(0),
        1,
      )
      .option('--param <name=value>', 'set the value of a declared parameter; may be repeated', collect)
      .option('--set <path=value>', 'change a value of the pipeline; may be repeated', collect)
      .option('--images <dir>', 'use the images of a folder (train/<class>/*.jpg or *.png)')
      .option('--keep', 'keep both state folders (default: only if something differs)')
      .action((file: string, options: Options) => drill(file, options, context));
  },
};

async function drill(file: string, options: Options, context: Context): Promise<void> {
  const { join } = await import('node:path');
  const { planKills } = await import('../../tools/drill/plan.js');
  const { killPlanText, reportText } = await import('../../tools/drill/report-text.js');
  const { runDrill } = await import('../../tools/drill/run-drill.js');
  const { requirePipeline } = await import('../../control/runs/pipeline-file.js');
  const { output, directory, environment } = context;
  const { kills, seed, param, set, images } = options;
  requirePipeline(file, {
    directory,
    ...(param ? { param } : {}),
    ...(set ? { set } : {}),
    ...(images ? { images } : {}),
  });
  output.note(killPlanText(planKills(seed, kills)));
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  const folder = join(context.stateFolder(), 'drills', `${stamp}-${seed}`);
  const given = [
    ...(param ?? []).flatMap((value) => ['--param', value]),
    ...(set ?? []).flatMap((value) => ['--set', value]),
    ...(images ? ['--images', images] : []),
  ];
  const interrupted = new AbortController();
  const interrupt = (): void => {
    output.note('interrupted: stopping everything that the drill started …');
    interrupted.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const tell = (line: string): void => output.note(line);
  const { signal } = interrupted;
  const common = { file, kills, seed, folder, directory, environment, signal, tell };
  const report = await runDrill({ ...common, options: given, keep: options.keep ?? false });
  if (report === null) context.exitCode = exitCodes.interrupted;
  else {
    output.result(report, () => reportText(report));
    if (report.verdict !== 'same') context.exitCode = exitCodes.no;
  }
}
