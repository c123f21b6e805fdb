// `eagan sample RUN --output DIR|FILE.png`: images of the winner, or of an individual of the search.
import { mostDrawn, mostInGrid } from '../../domain/runs/drawn-images.js';
import { EaganError } from '../../domain/errors.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import { wholeNumber } from '../../terminal/option-values.js';
import type { DrawnImages } from '../../control/winner/draw-images.js';
import type { CommandModule, Context } from '../command.js';
import { untilStopped } from '../until-stopped.js';

interface Options {
  readonly images: number;
  readonly seed: number;
  readonly output: string;
  readonly individual?: string;
  readonly force?: boolean;
}

export const command: CommandModule = {
  summary: 'draw images from the winner of a run, or from an individual of its search',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .requiredOption('--output <path>', 'a folder that gets a PNG for each image, or FILE.png for all in one picture')
      .option('--images <number>', 'how many', wholeNumber(1), 64)
      .option('--seed <number>', 'the same seed gives the same images', wholeNumber(0), 1)
      .option('--individual <individual>', 'such as generator/g003-i07 (default: the winner)')
      .option('--force', 'overwrite the file, or the files of equal names in the folder')
      .action((asked: string | undefined, options: Options) => sample(asked, options, context));
  },
};

async function sample(asked: string | undefined, options: Options, context: Context): Promise<void> {
  const { output, individual = null, images, seed, force = false } = options;
  const as = output.toLowerCase().endsWith('.png') ? 'grid' : 'folder';
  refuseTooMany(images, as);
  const { resolve } = await import('node:path');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { drawImages } = await import('../../control/winner/draw-images.js');
  const { readingRun } = await import('../../store/index.js');
  const store = await storeWithRuns(context.stateFolder());
  const run = await findRun(store, asked);
  const path = resolve(context.directory, output);
  const onDrawn = progressNotes(context, images);
  const drawn = await untilStopped(context, 'Stopped; nothing was written.', (signal) =>
    readingRun(run.frozen.run, () =>
      drawImages(store, run, { individual, images, seed, path, as, force, signal, onDrawn }),
    ),
  );
  if (drawn) context.output.result(drawn, () => textOf(drawn));
}

function refuseTooMany(images: number, as: 'folder' | 'grid'): void {
  const most = as === 'grid' ? mostInGrid : mostDrawn;
  if (images <= most) return;
  const where = as === 'grid' ? 'in one picture' : 'in one folder';
  const cure = as === 'grid' ? 'Name a folder with --output: it gets a file for each image.' : 'Draw them in parts, with other seeds.'; // prettier-ignore
  throw new EaganError('EAGAN_USAGE', `--images must be at most ${formatNumber(most)} ${where} (got ${images})`, cure);
}

/** A line for every tenth of many images. */
function progressNotes({ output }: Context, images: number): (drawn: number) => void {
  const each = Math.max(2000, images / 10);
  let next = each;
  return (drawn) => {
    if (drawn < next || drawn >= images) return;
    output.note(`${formatNumber(drawn)} of ${formatCount(images, 'image')}`);
    next += each;
  };
}

function textOf({ run, individual, generation, images, size, seed, digest, path }: DrawnImages): string {
  const who = individual === null ? `the winner of ${run}` : `${individual} of ${run}, with the weights of generation ${generation}`; // prettier-ignore
  return [`${path}: ${formatCount(images, 'image')} of ${size} × ${size} from ${who}`, `seed ${seed}, digest ${digest}`].join('\n'); // prettier-ignore
}
