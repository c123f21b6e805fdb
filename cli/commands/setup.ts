// `eagan setup`: downloads or repairs what the program needs, by the same code as scripts/bootstrap.mjs.
import type { CommandModule } from '../command.js';
import { asEaganError } from '../setup-errors.js';

export const command: CommandModule = {
  summary: 'fetch or repair packages, TensorFlow and Temporal',
  register: (cli, { output, environment }) => {
    cli
      .option('--verify', 'hash every file in the cache, and rebuild what differs')
      .option('--extractor', 'also fetch the weights of the pretrained extractor (19 MB)')
      .action(async ({ verify = false, extractor = false }: { verify?: boolean; extractor?: boolean }) => {
        const [{ setUp }, { createReporter }] = await Promise.all([
          import('../../scripts/setup.mjs'),
          import('../../scripts/reporter.mjs'),
        ]);
        const reporter = createReporter(output.note);
        await setUp({ env: environment, verify, extractor, reporter }).catch((error: unknown) => {
          throw asEaganError(error);
        });
        const seconds = Number(reporter.elapsedSeconds().toFixed(1));
        if (output.json) output.result({ ready: true, seconds }, () => '');
      });
  },
};
