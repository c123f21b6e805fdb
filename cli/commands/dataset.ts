// `eagan dataset inspect DIR`: what is in a folder of images, what of it a run would use, and what is wrong with it.
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

interface Options {
  readonly unlabeled?: readonly string[];
}

export const command: CommandModule = {
  summary: 'examine a folder of images',
  register: (cli, context) => {
    cli
      .command('inspect')
      .description('read every image: which are used, ignored, unreadable, held out or duplicates')
      .argument('<dir>', 'folder with train/<class>/ and, where you have them, held-out images in test/<class>/')
      .option('--unlabeled <names...>', 'folders under train/ whose images have no class (dataset.unlabeled)')
      .action((folder: string, options: Options) => inspect(folder, options, context));
  },
};

async function inspect(folder: string, { unlabeled = [] }: Options, context: Context): Promise<void> {
  const { resolve } = await import('node:path');
  const { inspectFolder } = await import('../../datasets/index.js');
  const { createDisplay } = await import('../display.js');
  const { readingProgress } = await import('../read-images.js');
  const { inspectionText } = await import('../text/inspection-text.js');
  const display = createDisplay(context.output);
  const began = performance.now();
  try {
    const inspection = await inspectFolder(resolve(context.directory, folder), unlabeled, (done, total) =>
      display.show(readingProgress(done, total, (performance.now() - began) / 1000)),
    );
    if (inspection.problem || inspection.unreadable.length > 0) context.exitCode = exitCodes.no;
    if (inspection.problem?.code === 'EAGAN_DATASET_NOT_FOUND') context.exitCode = exitCodes.notFound;
    context.output.result(inspection, () => inspectionText(inspection));
  } finally {
    display.end();
  }
}
