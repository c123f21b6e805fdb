// `bench distance`: seconds of the statistics of a set of features, of the reference's square root, and of the distance
// between both.
import { Option } from 'commander';
import type { Benchmark, BenchmarkReport } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { median } from '../../../domain/averages.js';
import type { DistanceSeconds } from './measure.js';

export interface DistanceOptions {
  readonly features: number;
  readonly images: number;
  readonly runs: number;
  readonly threads: number;
}

const parts = ['statistics_s', 'root_s', 'distance_s'] as const;

export const distance: Benchmark<DistanceOptions> = {
  summary: 'seconds of a Fréchet distance and of its parts',
  modest: { features: 512, runs: 1 },
  options(cli) {
    cli
      .addOption(new Option('--features <n>', 'features (default 64, 512 and 2048)').argParser(wholeNumber(2)))
      .addOption(new Option('--images <n>', 'images of each set (default 5000)').argParser(wholeNumber(2)))
      .addOption(options.runs())
      .addOption(options.threads());
  },
  async run({ features, images = 5000, runs = 3, threads = 2 }, note) {
    const results: (DistanceSeconds & { readonly features: number; readonly peak_mib: number })[] = [];
    let runtime: BenchmarkReport['runtime'] | undefined;
    for (const width of features === undefined ? [64, 512, 2048] : [features]) {
      const told = (seconds: DistanceSeconds): string =>
        `${width} features: ${parts.map((part) => formatMeasuredDuration(seconds[part])).join(', ')}`;
      const done = await inRuns('distance', { features: width, images }, threads, runs, note, told);
      ({ runtime } = done);
      const medians = parts.map((part) => [part, median(done.values.map((value) => value[part]))]);
      const seconds = Object.fromEntries(medians) as unknown as DistanceSeconds;
      results.push({ features: width, ...seconds, peak_mib: done.peakMib });
    }
    const table = {
      title: `The Fréchet distance of ${images} images, medians of ${runs}, ${threads} threads`,
      head: ['features', 'statistics', 'root of the reference', 'distance', 'peak MiB'],
      rows: results.map((result) => [
        String(result.features),
        ...parts.map((part) => formatMeasuredDuration(result[part])),
        result.peak_mib.toFixed(0),
      ]),
    };
    return { results: results.map((result) => ({ images, threads, ...result })), tables: [table], runtime: runtime! };
  },
};
