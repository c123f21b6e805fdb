// `bench ledger`: how long a long ledger takes to read for the first time, to append to, and to look up in.
import { tmpdir } from 'node:os';
import { median } from '../../../domain/averages.js';
import { formatMeasuredDuration, formatNumber } from '../../../scripts/format.mjs';
import { wholeNumber } from '../../../terminal/option-values.js';
import type { Benchmark } from '../benchmark.js';
import { options } from '../options.js';
import { inRuns } from '../runs.js';
import type { LedgerSeconds } from './measure.js';

interface LedgerOptions {
  readonly lines: number;
  readonly folder: string;
  readonly runs: number;
}

const parts = ['files_s', 'index_s', 'append_s', 'lookUp_s', 'walk_s'] as const;

export const ledger: Benchmark<LedgerOptions> = {
  summary: "seconds to read a long run's ledger, to append to it, and to look a step up",
  modest: { lines: 10_000, runs: 1 },
  options(cli) {
    cli
      .option('--lines <n>', 'lines of the ledger (default 100000)', wholeNumber(1))
      .option('--folder <dir>', 'where to write (default: the folder for temporary files)')
      .addOption(options.runs(1));
  },
  async run({ lines = 100_000, folder = tmpdir(), runs = 1 }, note) {
    const told = (value: LedgerSeconds): string => parts.map((part) => formatMeasuredDuration(value[part])).join(', ');
    const done = await inRuns('ledger', { lines, folder }, 1, runs, note, told);
    const medians = parts.map((part) => median(done.values.map((value) => value[part])));
    const result = { lines, ...Object.fromEntries(parts.map((part, index) => [part, medians[index]!])) };
    const table = {
      title: `A ledger, medians of ${runs}`,
      head: ['lines', 'first read from files', 'from the index', 'append', 'look-up', 'walk over all files'],
      rows: [[formatNumber(lines), ...medians.map(formatMeasuredDuration)]],
    };
    return { results: [result], tables: [table], runtime: done.runtime };
  },
};
