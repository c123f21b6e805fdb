// `bench pass`: many generated images scored in one pass, as at the end of a run: images a second, and peak memory.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { requirePretrained } from '../../../scripts/pretrained.mjs';
import type { Benchmark, BenchmarkReport, Note } from '../benchmark.js';
import { measuredKinds, type MeasuredKind } from '../metrics/measure.js';
import { options, wholeNumber } from '../options.js';
import { runInChild, type ChildMeasurement } from '../run-in-child.js';
import type { PassSeconds } from './measure.js';
import { passPipeline, type PassPlan } from './plan.js';

export interface PassOptions {
  readonly extractor: MeasuredKind;
  readonly images: number;
  readonly also: boolean;
  readonly threads: number;
}

export const pass: Benchmark<PassOptions> = {
  summary: 'generated images scored in one pass, as at the end of a run: images a second and memory',
  modest: { extractor: 'classifier', images: 1000, also: true },
  options(cli) {
    cli
      .addOption(new Option('--extractor <kind>', 'only this kind (default: all)').choices(measuredKinds))
      .addOption(
        new Option('--images <n>', 'images (default 50000; of inception2015 2000)').argParser(wholeNumber(100)),
      )
      .option('--also', 'with kernel distance, precision and recall, density and coverage')
      .addOption(options.threads());
  },
  async run({ extractor, images, also = false, threads = 2 }, note) {
    const results: PassResult[] = [];
    let runtime: BenchmarkReport['runtime'] | undefined;
    for (const kind of extractor === undefined ? measuredKinds : [extractor]) {
      const count = images ?? (kind === 'inception2015' ? 2000 : 50_000);
      const done = await measured({ extractor: kind, images: count, also, threads }, note);
      ({ runtime } = done);
      results.push(done.result);
    }
    const table = {
      title: `One pass of generated images of 32×32, ${threads} threads${also ? ', with all further figures' : ''}`,
      head: ['extractor', 'images', 'images a second', 'then the figures', 'peak MiB'],
      rows: results.map(rowOf),
    };
    return { results, tables: [table], runtime: runtime! };
  },
};

type PassResult = PassPlan & PassSeconds & { readonly images_per_s: number; readonly peak_mib: number };

/** Two processes, so that the memory of the preparation does not count. */
async function measured(
  plan: PassPlan,
  note: Note,
): Promise<{ readonly result: PassResult; readonly runtime: ChildMeasurement<unknown>['runtime'] }> {
  if (plan.extractor === 'imagenet') await requirePretrained('efficientnet-lite0', { env: process.env, note });
  const folder = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    const request = { folder, pipeline: passPipeline(plan, folder) };
    note(`${plan.extractor}: preparing the real images and their features`);
    const { value: prepared } = await runInChild('passPreparation', request, plan.threads);
    note(`${plan.extractor}: ${plan.images} generated images`);
    const { value, runtime, peakMib } = await runInChild('pass', { ...request, prepared }, plan.threads);
    return {
      result: { ...plan, ...value, images_per_s: plan.images / value.images_s, peak_mib: peakMib },
      runtime,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rowOf = ({ extractor, images, images_per_s, figures_s, peak_mib }: PassResult): string[] => [
  extractor,
  String(images),
  images_per_s.toFixed(images_per_s < 100 ? 1 : 0),
  formatMeasuredDuration(figures_s),
  peak_mib.toFixed(0),
];
