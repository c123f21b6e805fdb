// `eagan dataset`: what is in a data set, preparing it for runs, and the images that a run packed.
import { InvalidArgumentError, Option } from 'commander';
import { locatedKinds } from '../../control/dataset/asked-dataset.js';
import { addPipelineOptions, type PipelineOptions } from '../../terminal/pipeline-options.js';
import type { CommandModule, Context } from '../command.js';
import type { InspectOptions } from '../dataset/inspect.js';
import type { Command } from 'commander';

export const command: CommandModule = {
  summary: 'examine and prepare images, and find images in the data set of a run',
  register: (cli, context) => {
    registerInspect(cli.command('inspect'), context);
    registerPrepare(cli.command('prepare'), context);
    registerFind(cli.command('find'), context);
    registerExtract(cli.command('extract'), context);
  },
};

function registerInspect(cli: Command, context: Context): void {
  addPipelineOptions(
    cli
      .description('read every image as a run would: counts, classes, colours, equal images, and what is wrong')
      .argument('<data>', 'pipeline file, folder of images, or with --kind other files'),
  )
    .addOption(new Option('--kind <kind>', 'what the path holds (default: imageFolder)').choices([...locatedKinds]))
    .option('--size <pixels>', 'width and height to which images are resized (default: that of the kind)', imageSize)
    .option('--unlabeled <names...>', 'folders under train/ whose images have no class; . for images beside them')
    .option('--preview <png>', 'write a picture with images of each class')
    .option('--force', 'overwrite the picture if it exists')
    .action(async (data: string, options: InspectOptions) => {
      const { inspect } = await import('../dataset/inspect.js');
      await inspect(data, options, context);
    });
}

function registerPrepare(cli: Command, context: Context): void {
  addPipelineOptions(
    cli
      .description('read the images of a pipeline into the store, so that its runs need not')
      .argument('<file>', 'pipeline file'),
  ).action(async (file: string, options: PipelineOptions) => {
    const { prepare } = await import('../dataset/prepare.js');
    await prepare(file, options, context);
  });
}

function registerFind(cli: Command, context: Context): void {
  cli
    .description('say where images are in the data set of a run; the exit code is 1 if one is nowhere')
    .argument('<run>', 'id of a run or its beginning')
    .argument('<image...>', 'image files')
    .action(async (run: string, images: string[]) => {
      const { find } = await import('../dataset/find.js');
      await find(run, images, context);
    });
}

function registerExtract(cli: Command, context: Context): void {
  cli
    .description('write an image of the data set of a run as a PNG file')
    .argument('<run>', 'id of a run or its beginning')
    .argument('<place>', 'split and number, such as train/17 or heldOut/3')
    .argument('<png>', 'the file to write')
    .option('--force', 'overwrite the file if it exists')
    .action(async (run: string, place: string, png: string, { force = false }: { force?: boolean }) => {
      const { extract } = await import('../dataset/extract.js');
      await extract(run, place, png, force, context);
    });
}

/** As in a pipeline. */
function imageSize(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 16 && value <= 256 && value % 16 === 0) return value;
  throw new InvalidArgumentError('It must be a multiple of 16 from 16 to 256.');
}
