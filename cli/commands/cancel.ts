// `eagan cancel RUN`: end a run; its finished steps stay in the store.
import type { CommandModule } from '../command.js';
import { registerStop } from '../stop-command.js';

export const command: CommandModule = {
  summary: 'cancel a run; its finished steps are kept',
  register: (cli, context) => registerStop('cancel', cli, context),
};
