// `eagan latency FILE`: what each operation takes on this machine, as the table that the objective `latency` needs.
import type { CommandModule } from '../command.js';
import { addLatencyOptions, type LatencyOptions } from '../latency-table.js';

export const command: CommandModule = {
  summary: 'record what each operation takes here, as the table of the objective latency, about two minutes',
  register: (cli, context) => {
    addLatencyOptions(cli).action(async (file: string, options: LatencyOptions) => {
      const { tellLatency } = await import('../latency-table.js');
      await tellLatency(file, options, context);
    });
  },
};
