// `bench evaluate`: images a second in the evaluation of a population, by slots and threads; and how far two ways to
// evaluate agree.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Benchmark, Note, BenchmarkReport, Table } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { runInChild } from '../run-in-child.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { evaluatePopulation, layoutResult, type Layout, type LayoutResult, type PopulationRun } from './layouts.js';
import type { EvaluationRequest } from './measure.js';
import { benchPipeline, usual, type EvaluateOptions } from './plan.js';
import { compareRankings, type Ranking } from './rankings.js';

export const evaluateBenchmark: Benchmark<EvaluateOptions> = {
  summary: 'images per second when a population is evaluated, and how well its rankings agree',
  modest: { population: 8, steps: 60, images: 200, runs: 1 },
  options(cli) {
    cli.addOption(options.channels()).addOption(options.runs(usual.runs));
    for (const [flags, text] of [
      ['--images <n>', `images of each evaluation (default ${usual.images})`],
      ['--population <n>', `individuals (default ${usual.population})`],
      ['--steps <n>', `training steps of the supernet before the evaluation (default ${usual.steps})`],
      [
        '--slots <n>',
        `number of one-thread processes, compared with one process of that many threads (default ${usual.slots})`,
      ],
    ] as const)
      cli.addOption(new Option(flags, text).argParser(wholeNumber(2)));
  },
  async run(given, note) {
    const settings = { ...usual, ...given };
    const pipeline = benchPipeline(settings);
    const folder = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
    try {
      note(`training a supernet for ${settings.steps} steps`);
      const { value } = await runInChild('preparation', { folder, pipeline }, settings.slots);
      return await measured({ ...value, folder, pipeline, batchNorm: 'recalibrated', draw: 0 }, settings, note);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Request = Omit<EvaluationRequest, 'slots'>;

async function measured(
  request: Request,
  { slots, runs, images, steps }: EvaluateOptions,
  note: Note,
): Promise<BenchmarkReport> {
  const layouts: Layout[] = [
    { processes: 1, threads: slots },
    { processes: slots, threads: 1 },
  ];
  const byLayout: PopulationRun[][] = layouts.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, layout] of layouts.entries()) {
      const population = await evaluatePopulation(request, layout);
      byLayout[i]!.push(population);
      note(`${layoutName(layout)}, run ${run + 1} of ${runs}: ${formatMeasuredDuration(population.seconds)}`);
    }
  }
  const results = byLayout.map((all) => layoutResult(all, images));
  note('ranking the population with other latents, and with shared statistics');
  const again = async (batchNorm: Request['batchNorm'], draw: number): Promise<PopulationRun> =>
    evaluatePopulation({ ...request, batchNorm, draw }, layouts[1]!);
  const first = byLayout[1]![0]!;
  const rankings = compareRankings({
    recalibrated: [first.evaluated, (await again('recalibrated', 1)).evaluated],
    shared: [(await again('shared', 0)).evaluated, (await again('shared', 1)).evaluated],
  });
  return {
    results: [...results, { steps, images, rankings }],
    tables: [speedTable(results), rankingTable(rankings, steps, images)],
    runtime: first.runtime,
  };
}

const layoutName = ({ processes, threads }: Layout): string =>
  `${processes} ${processes === 1 ? 'process' : 'processes'}, ${threads} ${threads === 1 ? 'thread' : 'threads'} each`;

function speedTable(results: readonly LayoutResult[]): Table {
  const { individuals, images } = results[0]!;
  return {
    title: `Evaluation of ${individuals} individuals by ${images} images each, after recalibration`,
    head: ['trainers', 'best', 'median', 'images a second', 'CPU', 'peak MiB'],
    rows: results.map((result) => [
      layoutName(result),
      ...[result.best_s, result.median_s].map(formatMeasuredDuration),
      result.images_per_s.toFixed(0),
      formatMeasuredDuration(result.cpu_s),
      result.peak_mib.toFixed(0),
    ]),
  };
}

function rankingTable(rankings: readonly Ranking[], steps: number, images: number): Table {
  const text = (tau: number | null): string => (tau === null ? 'none' : tau.toFixed(3));
  return {
    title: `Kendall's τ of two rankings, by ${images} images, of a supernet trained for ${steps} steps`,
    head: ['between', 'individuals', 'τ by distance', 'τ by score'],
    rows: rankings.map(({ between, individuals, tau }) => [
      between,
      String(individuals),
      text(tau.frechetDistance),
      text(tau.classifierScore),
    ]),
  };
}
