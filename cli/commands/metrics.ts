// `eagan metrics`: the networks and statistics by which images are judged.
import type { CommandModule } from '../command.js';
import { addCheck } from '../check-network.js';

export const command: CommandModule = {
  summary: 'examine networks that judge images',
  register: (cli, context) => {
    addCheck(cli.command('check'), context);
  },
};
