// `eagan metrics export-statistics RUN`: the statistics of a run's real images as an .npz file of the field.
import type { Command } from 'commander';
import type { Context } from './command.js';

interface ExportOptions {
  readonly final?: boolean;
  readonly output: string;
}

export function addExportStatistics(cli: Command, context: Context): void {
  cli
    .description("write the statistics of a run's real images as .npz (mu, sigma), as pytorch-fid reads them")
    .argument('<run>', 'id of a run or its beginning')
    .requiredOption('--output <path>', 'the .npz file to write')
    .option('--final', 'those of finalTraining.metrics: by the extractor that judges only the final pair')
    .action((run: string, options: ExportOptions) => tellExported(run, options, context));
}

async function tellExported(
  asked: string,
  { output: path, final = false }: ExportOptions,
  context: Context,
): Promise<void> {
  const { readingRun } = await import('../store/index.js');
  const { storeWithRuns } = await import('../control/runs/open-store.js');
  const { findRun } = await import('../control/runs/find-run.js');
  const { exportStatistics } = await import('../control/runs/export-statistics.js');
  const { formatCount, formatNumber } = await import('../scripts/format.mjs');
  const store = await storeWithRuns(context.stateFolder());
  const { run } = (await findRun(store, asked)).frozen;
  const made = await readingRun(run, () =>
    exportStatistics(store, run, final ? 'final' : 'search', path, context.directory),
  );
  const images = made.images === null ? 'images' : formatCount(made.images, 'image');
  context.output.result(made, () =>
    [
      `${made.file}: ${formatNumber(made.features)} features of ${images} of ${made.size} × ${made.size}`,
      `extractor ${made.extractor}`,
      `Use it as ${final ? 'finalTraining.' : ''}metrics.reference: { from: npz, path: ${made.file} }`,
    ].join('\n'),
  );
}
