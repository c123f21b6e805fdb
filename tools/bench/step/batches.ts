// `bench batches`: what choosing, reading and mirroring a batch of real images takes beside a training step.
import { Option } from 'commander';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import type { Benchmark } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { runInChild } from '../run-in-child.js';
import { sizeOf } from './sizes.js';

export interface BatchesOptions {
  readonly channels: readonly [number, number];
  readonly batch: readonly [number, number];
  readonly images: number;
  readonly threads: number;
}

export const batches: Benchmark<BatchesOptions> = {
  summary: 'how the real images of a step are chosen and mirrored, beside the step: processor time',
  modest: { images: 5000 },
  options(cli) {
    cli
      .addOption(options.channels())
      .addOption(options.batch())
      .addOption(new Option('--images <n>', 'images of the data set (default 50000)').argParser(wholeNumber(100)))
      .addOption(options.threads());
  },
  async run({ channels = [16, 16], batch = [20, 40], images = 50_000, threads = 2 }, note) {
    note(`${images} images, batches of ${batch[0]}`);
    const { value, runtime } = await runInChild('batches', { ...sizeOf(channels, batch), images }, threads);
    const results = value.batches.map((one) => ({
      ...one,
      images,
      step_s: value.step_s,
      share: one.batch_s / value.step_s,
    }));
    const table = {
      title: `A batch of ${batch[0]} out of ${images} images of 32×32, and a step (${channels.join('/')}) of ${formatMeasuredDuration(value.step_s)}, processor time`,
      head: ['order', 'flips', 'a batch', 'of a step'],
      rows: results.map(({ order, flips, batch_s, share }) => [
        order,
        flips ? 'yes' : 'no',
        formatMeasuredDuration(batch_s),
        `${(100 * share).toFixed(3)} %`,
      ]),
    };
    return { results, tables: [table], runtime };
  },
};
