// `bench features`: images a second through each kind of feature extractor.
import { Option } from 'commander';
import type { Benchmark, BenchmarkReport, Note } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { requirePretrained } from '../../../scripts/pretrained.mjs';
import { timingOf } from '../timing.js';
import { measuredKinds, type MeasuredKind } from './measure.js';

export interface FeaturesOptions {
  readonly extractor: MeasuredKind;
  readonly features: number;
  readonly images: number;
  readonly runs: number;
  readonly threads: number;
}

/** A pretrained network takes a hundred times as long for an image. */
const usualImages: Record<MeasuredKind, number> = { classifier: 5000, imagenet: 320, inception2015: 100 };

export const features: Benchmark<FeaturesOptions> = {
  summary: 'images a second through each kind of feature extractor',
  modest: { runs: 1 },
  options(cli) {
    cli
      .addOption(new Option('--extractor <kind>', 'only this kind').choices(measuredKinds))
      .addOption(new Option('--features <n>', 'features of the classifier (default 64)').argParser(wholeNumber(2)))
      .addOption(
        new Option(
          '--images <n>',
          'images of 32×32 (default 5000, of a pretrained network 320, of inception2015 100)',
        ).argParser(wholeNumber(1)),
      )
      .addOption(options.runs())
      .addOption(options.threads());
  },
  async run({ extractor, features = 64, images, runs = 3, threads = 2 }, note) {
    const results: MeasuredFeatures[] = [];
    let runtime: BenchmarkReport['runtime'] | undefined;
    for (const kind of extractor === undefined ? measuredKinds : [extractor]) {
      const asked = { extractor: kind, features, images: images ?? usualImages[kind] };
      const done = await measured(asked, threads, runs, note);
      ({ runtime } = done);
      results.push(done.result);
    }
    const table = {
      title: `The extractor on images of 32×32, ${threads} threads`,
      head: ['extractor', 'images', 'best', 'median', 'images a second', 'peak MiB'],
      rows: results.map(rowOf),
    };
    return { results, tables: [table], runtime: runtime! };
  },
};

interface MeasuredFeatures extends ReturnType<typeof timingOf> {
  readonly extractor: MeasuredKind;
  readonly features: number;
  readonly images: number;
  readonly threads: number;
  readonly images_per_s: number;
  readonly peak_mib: number;
}

async function measured(
  asked: Pick<MeasuredFeatures, 'extractor' | 'features' | 'images'>,
  threads: number,
  runs: number,
  note: Note,
): Promise<{ readonly result: MeasuredFeatures; readonly runtime: BenchmarkReport['runtime'] }> {
  if (asked.extractor === 'imagenet') await requirePretrained('efficientnet-lite0', { env: process.env, note });
  const { values, peakMib, runtime } = await inRuns('features', asked, threads, runs, note, formatMeasuredDuration);
  const timing = timingOf(values);
  const images_per_s = asked.images / timing.median_s;
  return { result: { ...asked, threads, ...timing, images_per_s, peak_mib: peakMib }, runtime };
}

const rowOf = ({ extractor, images, best_s, median_s, images_per_s, peak_mib }: MeasuredFeatures): string[] => [
  extractor,
  String(images),
  ...[best_s, median_s].map(formatMeasuredDuration),
  images_per_s.toFixed(images_per_s < 100 ? 1 : 0),
  peak_mib.toFixed(0),
];
