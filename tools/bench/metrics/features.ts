// `bench features`: images a second through each kind of feature extractor.
import { Option } from 'commander';
import type { Benchmark, BenchmarkReport, Note } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { requirePretrained } from '../../../scripts/pretrained.mjs';
import { timingOf } from '../timing.js';
import { measuredKinds, type MeasuredKind } from './measure.js';
import { torchKinds, torchLayouts, type TimedRun, type TorchKind, type TorchLayout } from './torch-features.js';

export interface FeaturesOptions {
  readonly extractor: MeasuredKind;
  readonly features: number;
  readonly images: number;
  readonly runs: number;
  readonly threads: number;
  readonly python: string;
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
      .option('--python <program>', 'a Python with PyTorch: networks of others in turns with the same ones there')
      .addOption(options.runs())
      .addOption(options.threads());
  },
  async run({ extractor, features = 64, images, runs = 3, threads = 2, python }, note) {
    const results: MeasuredFeatures[] = [];
    let runtime: BenchmarkReport['runtime'] | undefined;
    for (const kind of extractor === undefined ? measuredKinds : [extractor]) {
      const asked = { extractor: kind, features, images: images ?? usualImages[kind], threads };
      const theirs = python !== undefined && isInTorch(kind) ? await torchLayouts(python, kind, asked) : [];
      const done = await inTurns(asked, theirs, runs, note);
      ({ runtime } = done);
      results.push(...done.results);
    }
    const table = {
      title: `The extractor on images of 32×32, ${threads} threads`,
      head: ['extractor', 'images', 'best', 'median', 'images a second', 'peak MiB'],
      rows: results.map(rowOf),
    };
    return { results, tables: [table], runtime: runtime! };
  },
};

const isInTorch = (kind: MeasuredKind): kind is TorchKind => torchKinds.includes(kind);

interface Asked {
  readonly extractor: MeasuredKind;
  readonly features: number;
  readonly images: number;
  readonly threads: number;
}

interface MeasuredFeatures extends Omit<Asked, 'extractor'>, ReturnType<typeof timingOf> {
  /** A kind of ours, or a layout of PyTorch's. */
  readonly extractor: string;
  readonly images_per_s: number;
  readonly peak_mib: number;
}

/** Ours, then each of the others, and again: noise of the machine affects all of them. */
async function inTurns(
  asked: Asked,
  theirs: readonly TorchLayout[],
  runs: number,
  note: Note,
): Promise<{ readonly results: MeasuredFeatures[]; readonly runtime: BenchmarkReport['runtime'] }> {
  if (asked.extractor === 'imagenet') await requirePretrained('efficientnet-lite0', { env: process.env, note });
  const own: TimedRun[] = [];
  const others = theirs.map((): TimedRun[] => []);
  let runtime: BenchmarkReport['runtime'] | undefined;
  for (let run = 0; run < runs; run++) {
    const done = await inRuns('features', asked, asked.threads, 1, note, formatMeasuredDuration);
    ({ runtime } = done);
    own.push({ seconds: done.values[0]!, peak_mib: done.peakMib });
    for (const [i, { name, measure }] of theirs.entries()) {
      others[i]!.push(await measure());
      note(`${name}: ${formatMeasuredDuration(others[i]!.at(-1)!.seconds)}`);
    }
  }
  const names = [asked.extractor, ...theirs.map(({ name }) => name)];
  return { results: [own, ...others].map((all, i) => summary(asked, names[i]!, all)), runtime: runtime! };
}

function summary(asked: Asked, extractor: string, runs: readonly TimedRun[]): MeasuredFeatures {
  const timing = timingOf(runs.map(({ seconds }) => seconds));
  const peak_mib = Math.max(...runs.map((run) => run.peak_mib));
  return { ...asked, extractor, ...timing, images_per_s: asked.images / timing.median_s, peak_mib };
}

const rowOf = ({ extractor, images, best_s, median_s, images_per_s, peak_mib }: MeasuredFeatures): string[] => [
  extractor,
  String(images),
  ...[best_s, median_s].map(formatMeasuredDuration),
  images_per_s.toFixed(images_per_s < 100 ? 1 : 0),
  peak_mib.toFixed(0),
];
