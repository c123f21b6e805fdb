// `eagan metrics`: the networks and statistics by which images are judged.
import type { CommandModule } from '../command.js';
import { addExportStatistics } from '../export-statistics.js';

export const command: CommandModule = {
  summary: 'examine and write what judges images',
  register: (cli, context) => {
    addExportStatistics(cli.command('export-statistics'), context);
  },
};
