// `eagan latency FILE`: what each operation takes on this machine, as the table that the objective `latency` needs.
import type { CommandModule } from '../command.js';
import { addLatencyOptions, tellLatency, type LatencyOptions } from '../../tools/bench/latency/record.js';

export const command: CommandModule = {
  summary: 'measure how long each operation takes here (about two minutes), for the objective latency',
  register: (cli, context) => {
    addLatencyOptions(cli).action((file: string, options: LatencyOptions) => tellLatency(file, options, context));
  },
};
