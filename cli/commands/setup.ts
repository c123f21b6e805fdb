// `eagan setup`: downloads or repairs what the program needs, by the same code as scripts/bootstrap.mjs.
import { EaganError, errorCodeOf } from '../../domain/errors.js';
import type { CommandModule } from '../command.js';

export const command: CommandModule = {
  summary: 'fetch or repair packages, TensorFlow and Temporal',
  register: (cli, { output, environment }) => {
    cli
      .option('--verify', 'hash every file in the cache, and rebuild what differs')
      .action(async ({ verify = false }: { verify?: boolean }) => {
        const [{ setUp }, { createReporter }] = await Promise.all([
          import('../../scripts/setup.mjs'),
          import('../../scripts/reporter.mjs'),
        ]);
        const reporter = createReporter(output.note);
        await setUp({ env: environment, verify, reporter }).catch((error: unknown) => {
          throw asEaganError(error);
        });
        const seconds = Number(reporter.elapsedSeconds().toFixed(1));
        if (output.json) output.result({ ready: true, seconds }, () => '');
      });
  },
};

/** The set-up runs before anything is compiled, so its errors have their own class with the same codes. */
function asEaganError(error: unknown): unknown {
  const code = errorCodeOf(error);
  if (!code || error instanceof EaganError) return error;
  const { message, cure } = error as { message: string; cure?: string };
  return new EaganError(code, message, cure, { cause: error });
}
