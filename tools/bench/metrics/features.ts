// `bench features`: images a second through the feature extractor.
import { Option } from 'commander';
import type { Benchmark } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { timingOf } from '../timing.js';

export interface FeaturesOptions {
  readonly features: number;
  readonly images: number;
  readonly runs: number;
  readonly threads: number;
}

export const features: Benchmark<FeaturesOptions> = {
  summary: 'images a second through the feature extractor',
  modest: { images: 2000 },
  options(cli) {
    cli
      .addOption(new Option('--features <n>', 'features (default 64)').argParser(wholeNumber(2)))
      .addOption(new Option('--images <n>', 'images of 32×32 (default 5000)').argParser(wholeNumber(1)))
      .addOption(options.runs())
      .addOption(options.threads());
  },
  async run({ features = 64, images = 5000, runs = 3, threads = 2 }, note) {
    const done = await inRuns('features', { features, images }, threads, runs, note, formatMeasuredDuration);
    const timing = timingOf(done.values);
    const result = {
      features,
      images,
      threads,
      ...timing,
      images_per_s: images / timing.median_s,
      peak_mib: done.peakMib,
    };
    const table = {
      title: `The extractor on ${images} images of 32×32, ${threads} threads`,
      head: ['features', 'best', 'median', 'images a second', 'peak MiB'],
      rows: [
        [
          String(features),
          ...[timing.best_s, timing.median_s].map(formatMeasuredDuration),
          result.images_per_s.toFixed(0),
          done.peakMib.toFixed(0),
        ],
      ],
    };
    return { results: [result], tables: [table], runtime: done.runtime };
  },
};
