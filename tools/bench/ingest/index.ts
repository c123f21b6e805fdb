// `bench ingest`: images a second from files into the packed form, for each format.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Benchmark, Note } from '../benchmark.js';
import { options, usageError, wholeNumber } from '../options.js';
import { runInChild } from '../run-in-child.js';
import { inRuns, type Runs } from '../runs.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { timingOf, type Timing } from '../timing.js';
import { ingestKinds, type IngestKind } from './kinds.js';
import type { IngestRequest, IngestSeconds } from './measure.js';

export interface IngestOptions {
  readonly kind: IngestKind;
  readonly folder: string;
  readonly images: number;
  readonly size: number;
  readonly runs: number;
}

/** STL-10 is made smaller, at most of so many images: its files are nine times as large as CIFAR-10's. */
const mostStl10 = 11_000;

export const ingestBenchmark: Benchmark<IngestOptions> = {
  summary: 'images a second from files into the packed form',
  modest: { images: 5000 },
  options(cli) {
    cli
      .addOption(new Option('--kind <name>', 'only this kind of data set (default: all)').choices(ingestKinds))
      .option('--folder <dir>', 'the images, with --kind or as an image folder (default: drawn in a temporary folder)')
      .addOption(
        new Option('--images <n>', 'images to draw (default 50000; of STL-10 11000)').argParser(wholeNumber(20)),
      )
      .addOption(
        new Option('--size <n>', 'width and height in pixels (default 32; of STL-10 48)').argParser(wholeNumber(8)),
      )
      .addOption(options.runs(1));
  },
  async run({ kind, folder, images, size, runs = 1 }, note) {
    if (folder !== undefined && images !== undefined)
      throw usageError('--images cannot be combined with --folder: all images of a folder are used');
    const chosen = kind ?? (folder === undefined ? null : 'imageFolder');
    const measured: Measured[] = [];
    for (const one of chosen === null ? ingestKinds : [chosen])
      measured.push(await measureKind(one, { folder, images, size }, runs, note));
    const table = {
      title: `Ingest, medians of ${runs}`,
      head: ['kind', 'images', 'size', 'digest', 'ingest', 'images a second', 'peak MiB'],
      rows: measured.map(rowOf),
    };
    const results = measured.map(({ request, images: count, door, ingest, done }) => ({
      ...{ kind: request.kind, images: count, size: request.size, door_s: door.median_s, ...ingest },
      ...{ door_images_per_s: count / door.median_s, images_per_s: count / ingest.median_s, peak_mib: done.peakMib },
    }));
    return { results, tables: [table], runtime: measured[0]!.done.runtime };
  },
};

/** Of the files of a folder, or of files that are drawn for it. */
async function measureKind(
  kind: IngestKind,
  { folder, images = 50_000, size: asked }: Partial<Pick<IngestOptions, 'folder' | 'images' | 'size'>>,
  runs: number,
  note: Note,
): Promise<Measured> {
  const isStl10 = kind === 'stl10Binary';
  const size = asked ?? (isStl10 ? 48 : 32);
  if (folder !== undefined) return measure({ kind, path: folder, size }, runs, note);
  const path = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    await runInChild('ingestFiles', { kind, path, size, images: isStl10 ? Math.min(images, mostStl10) : images }, 2);
    return await measure({ kind, path, size }, runs, note);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

interface Measured {
  readonly request: IngestRequest;
  readonly images: number;
  readonly door: Timing;
  readonly ingest: Timing;
  readonly done: Runs<IngestSeconds>;
}

async function measure(request: IngestRequest, runs: number, note: Note): Promise<Measured> {
  const told = ({ images, door_s, ingest_s }: IngestSeconds): string =>
    `${request.kind}, ${images} images, door ${formatMeasuredDuration(door_s)}, ingest ${formatMeasuredDuration(ingest_s)}`;
  const done = await inRuns('ingest', request, 2, runs, note, told);
  const part = (of: (one: IngestSeconds) => number): Timing => timingOf(done.values.map(of));
  const { images } = done.values[0]!;
  return { request, images, done, door: part(({ door_s }) => door_s), ingest: part(({ ingest_s }) => ingest_s) };
}

const rowOf = ({ request, images, door, ingest, done }: Measured): string[] => [
  request.kind,
  String(images),
  `${request.size}×${request.size}`,
  formatMeasuredDuration(door.median_s),
  formatMeasuredDuration(ingest.median_s),
  (images / ingest.median_s).toFixed(0),
  done.peakMib.toFixed(0),
];
