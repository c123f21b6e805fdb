// `eagan pause RUN`: pauses a run after a recovery point of the step in progress; `resume` continues it.
import type { CommandModule } from '../command.js';
import { registerStop } from '../stop-command.js';

export const command: CommandModule = {
  summary: 'pause a run',
  register: (cli, context) => registerStop('pause', cli, context),
};
