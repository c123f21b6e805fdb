// `eagan metrics`: the networks and statistics by which images are judged.
import type { CommandModule } from '../command.js';
import { addCheck } from '../check-network.js';
import { addExportStatistics } from '../export-statistics.js';

export const command: CommandModule = {
  summary: 'examine networks that judge images, and write the statistics of real ones',
  register: (cli, context) => {
    addCheck(cli.command('check'), context);
    addExportStatistics(cli.command('export-statistics'), context);
  },
};
