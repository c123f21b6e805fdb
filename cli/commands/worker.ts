// `eagan worker`: one more worker, in the foreground, for runs on a configured Temporal whose store this machine
// shares.
import { EaganError } from '../../domain/errors.js';
import type { CommandModule, Context } from '../command.js';
import { wholeNumber } from '../../terminal/option-values.js';

export const command: CommandModule = {
  summary: 'run a worker for a configured Temporal until Ctrl-C (one on each machine)',
  register: (cli, context) => {
    cli
      .option('--slots <count>', 'trainers side by side (default: from cores and memory)', wholeNumber(1))
      .action(({ slots }: { slots?: number }) => work(slots, context));
  },
};

async function work(slots: number | undefined, context: Context): Promise<void> {
  const { prepareConfigured } = await import('../../worker/configured.js');
  const endpoint = await prepareConfigured(context.stateFolder());
  if (!endpoint) throw notConfigured();
  const { runInForeground } = await import('../../worker/foreground.js');
  await runInForeground({ stateFolder: context.stateFolder(), endpoint, slots }, (text) => context.output.note(text));
}

function notConfigured(): EaganError {
  const message = '`eagan worker` needs a Temporal server that other machines can reach (none is configured)';
  const cure =
    'Set TEMPORAL_ADDRESS. The embedded server has its own worker: `eagan run` and `eagan server start` start both.';
  return new EaganError('EAGAN_USAGE', message, cure);
}
