// `eagan plan FILE`: what a run will do, need, take and cost, before anybody pays for it.
import { InvalidArgumentError } from 'commander';
import type { DatasetSource } from '../../domain/plan/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { CommandModule, Context } from '../command.js';
import { wholeNumber } from '../../terminal/option-values.js';
import { addPipelineOptions, type PipelineOptions } from '../../terminal/pipeline-options.js';

interface Options extends PipelineOptions {
  readonly calibrate?: boolean;
  readonly price?: number;
  readonly slots?: number;
  readonly trainImages?: number;
}

export const command: CommandModule = {
  summary: 'show what a run will do, what it needs, how long it takes and what it costs',
  register: (cli, context) => {
    addPipelineOptions(cli.argument('<file>', 'pipeline file'))
      .option('--calibrate', 'measure this machine at the sizes of this pipeline (about a minute) and remember it')
      .option('--price <amount>', 'price of a device hour', amount)
      .option('--slots <number>', 'trainers side by side', wholeNumber(1))
      .option(
        '--train-images <number>',
        'number of training images, if the folder is not on this machine',
        wholeNumber(1),
      )
      .action((file: string, options: Options) => plan(file, options, context));
  },
};

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a number, 0 or more.');
}

async function plan(file: string, options: Options, context: Context): Promise<void> {
  const { requirePipeline } = await import('../../control/runs/pipeline-file.js');
  const { existingStore } = await import('../../control/runs/open-store.js');
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const { readPlan } = await import('../../control/plan/read-plan.js');
  const { planText } = await import('../text/plan-text.js');
  const { untilStopped } = await import('../until-stopped.js');
  const { output, directory } = context;
  const { pipeline, digest, warnings, written } = requirePipeline(file, { ...options, directory });
  if (warnings.length > 0) output.note(formatComplaints(warnings));
  if (options.calibrate) await (await import('../fetch-pretrained.js')).fetchPretrained(pipeline, context);
  const stateFolder = context.stateFolder();
  const read = await untilStopped(context, 'interrupted; nothing was remembered', async (signal) =>
    readPlan({
      signal,
      pipeline,
      written,
      stateFolder,
      store: await existingStore(stateFolder),
      calibrate: options.calibrate ?? false,
      pricePerHour: options.price ?? null,
      slots: options.slots ?? null,
      trainImages: options.trainImages,
      sourceOf: () => sourceOf(pipeline, context),
      tell: (what) => output.note(`measuring ${what} …`),
    }),
  );
  if (read === null) return;
  output.result({ file, name: pipeline.name, digest, ...read }, () => planText(pipeline.name, pipeline, read));
}

/** As for the run itself: a missing folder has no digest that the store could know. */
async function sourceOf({ dataset }: Pipeline, { output }: Context): Promise<DatasetSource> {
  const { noSource } = await import('../../domain/plan/index.js');
  const { passTheDoor } = await import('../read-images.js');
  try {
    return (await passTheDoor(dataset, output)).source;
  } catch {
    return noSource;
  }
}
