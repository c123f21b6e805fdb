// `bench ingest`: images a second from a folder into the packed form.
import { Option } from 'commander';
import type { Benchmark } from '../benchmark.js';
import { options, usageError, wholeNumber } from '../options.js';
import { inRuns } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { timingOf } from '../timing.js';
import type { IngestSeconds } from './measure.js';

export interface IngestOptions {
  readonly folder: string;
  readonly images: number;
  readonly size: number;
  readonly runs: number;
}

export const ingestBenchmark: Benchmark<IngestOptions> = {
  summary: 'images a second from a folder into the packed form',
  modest: { images: 5000 },
  options(cli) {
    cli
      .option('--folder <dir>', 'a folder of images (default: generated JPEGs in a temporary folder)')
      .addOption(new Option('--images <n>', 'JPEGs to make (default 50000)').argParser(wholeNumber(20)))
      .addOption(new Option('--size <n>', 'width and height in pixels (default 32)').argParser(wholeNumber(8)))
      .addOption(options.runs(1));
  },
  async run({ folder, images, size = 32, runs = 1 }, note) {
    if (folder !== undefined && images !== undefined)
      throw usageError('--images cannot be combined with --folder: all images of a folder are used');
    const request = { folder: folder ?? null, images: images ?? 50_000, size };
    const told = ({ files, door_s, ingest_s }: IngestSeconds): string =>
      `${files} files, door ${formatMeasuredDuration(door_s)}, ingest ${formatMeasuredDuration(ingest_s)}`;
    const done = await inRuns('ingest', request, 2, runs, note, told);
    const { files } = done.values[0]!;
    const [door, taken] = [(one: IngestSeconds) => one.door_s, (one: IngestSeconds) => one.ingest_s].map((part) =>
      timingOf(done.values.map(part)),
    ) as [ReturnType<typeof timingOf>, ReturnType<typeof timingOf>];
    const rates = { door_images_per_s: files / door.median_s, images_per_s: files / taken.median_s };
    const result = { files, size, door_s: door.median_s, ...taken, ...rates, peak_mib: done.peakMib };
    const table = {
      title: `Ingest of ${files} files to ${size}×${size}, medians of ${runs}`,
      head: ['part', 'median', 'images a second', 'peak MiB'],
      rows: [
        ['digest of the folder', formatMeasuredDuration(door.median_s), rates.door_images_per_s.toFixed(0), ''],
        ['ingest', formatMeasuredDuration(taken.median_s), rates.images_per_s.toFixed(0), done.peakMib.toFixed(0)],
      ],
    };
    return { results: [result], tables: [table], runtime: done.runtime };
  },
};
