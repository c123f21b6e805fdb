// `bench checkpoint`: seconds to write a stage's state into a store and to read it back.
import { tmpdir } from 'node:os';
import type { Benchmark } from '../benchmark.js';
import { options } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { median } from '../../../domain/averages.js';
import type { CheckpointSeconds } from './measure.js';

export interface CheckpointOptions {
  readonly channels: readonly [number, number];
  readonly folder: string;
  readonly runs: number;
}

const parts = ['write_s', 'rewrite_s', 'afterStep_s', 'read_s'] as const;

export const checkpoint: Benchmark<CheckpointOptions> = {
  summary: "seconds to write and read a stage's checkpoint, flushed to the disk",
  modest: { runs: 1 },
  options(cli) {
    cli
      .addOption(options.channels())
      .option('--folder <dir>', 'where to write (default: the folder for temporary files)')
      .addOption(options.runs());
  },
  async run({ channels = [16, 16], folder = tmpdir(), runs = 3 }, note) {
    const [generator, discriminator] = channels;
    const request = { channels: { generator, discriminator }, folder };
    const told = (value: CheckpointSeconds): string =>
      parts.map((part) => formatMeasuredDuration(value[part])).join(', ');
    const done = await inRuns('checkpoint', request, 2, runs, note, told);
    const { mib } = done.values[0]!;
    const medians = Object.fromEntries(parts.map((part) => [part, median(done.values.map((value) => value[part]))]));
    const { write_s, rewrite_s, afterStep_s, read_s } = medians as unknown as CheckpointSeconds;
    const result = {
      ...request,
      mib,
      write_s,
      rewrite_s,
      afterStep_s,
      read_s,
      write_mib_per_s: mib / write_s,
      read_mib_per_s: mib / read_s,
    };
    const table = {
      title: `A stage's checkpoint (the generator's supernet and one discriminator, with moments), medians of ${runs}`,
      head: ['channels G/D', 'MiB', 'write', 'again unchanged', 'after a step', 'read', 'write MiB/s', 'read MiB/s'],
      rows: [
        [
          `${generator}/${discriminator}`,
          mib.toFixed(1),
          ...[write_s, rewrite_s, afterStep_s, read_s].map(formatMeasuredDuration),
          ...[result.write_mib_per_s, result.read_mib_per_s].map((rate) => rate.toFixed(0)),
        ],
      ],
    };
    return { results: [result], tables: [table], runtime: done.runtime };
  },
};
