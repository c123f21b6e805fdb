// `eagan plot RUN CHART`: a chart of a run as a file, or its numbers.
import { Argument } from 'commander';
import type { SampleSheet } from '../../control/report/samples/sample-sheet.js';
import { EaganError } from '../../domain/errors.js';
import type { Chart, ChartOptions } from '../../report/chart.js';
import { charts, type ChartName } from '../../report/charts/index.js';
import type { PictureFormat, PictureLength } from '../../report/picture-file.js';
import { formatCount } from '../../scripts/format.mjs';
import type { RunInStore, Store } from '../../store/index.js';
import { nearestName } from '../../schemas/nearest.js';
import { wholeNumber } from '../../terminal/option-values.js';
import { pictureLength } from '../../terminal/picture-length.js';
import type { CommandModule, Context } from '../command.js';

interface Options extends Omit<ChartOptions, 'axes'> {
  readonly axes?: string;
  readonly format?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly width?: PictureLength;
  readonly height?: PictureLength;
  /** False with --no-title. */
  readonly title: boolean;
}

const names = Object.keys(charts) as ChartName[];

export const command: CommandModule = {
  summary: 'draw a chart of a run as a file',
  register: (cli, context) => {
    cli
      .argument('<run-or-matrix>', 'id of a run or its beginning, or a matrix')
      // Its own check names the nearest chart.
      .addArgument(new Argument('<chart>', 'what to draw').choices(names).argParser((text: string) => text))
      .argument('[others...]', 'more runs, for charts that show several')
      .option('--format <name>', 'svg or png (default: as the file is named, else svg)')
      .option('--output <file>', 'the file to write; - for stdout (default: RUN-CHART.svg in this folder)')
      .option('--force', 'overwrite the file if it exists')
      .option('--width <length>', 'such as 720 (pixels), 85mm or 3.5in', pictureLength)
      .option('--height <length>', 'the same', pictureLength)
      .option('--no-title', 'leave out the title, for a paper that has a caption')
      .option('--stage <name>', 'the stage (default: the last one with a closed generation)')
      .option(
        '--generation <number>',
        'counted as in places: 3 for gen-003 (default: the last closed one)',
        wholeNumber(0),
      )
      .option('--axes <names>', 'figures or costs: horizontal, vertical and, if you like, the size of the points')
      .option('--individual <individual>', 'such as generator/g003-i07')
      .addHelpText(
        'after',
        () => `\nCharts:\n${names.map((name) => `  ${name.padEnd(10)}${charts[name].title}`).join('\n')}`,
      )
      .action((run: string, chart: string, others: string[], options: Options) =>
        plot([run, ...others], knownChart(chart), options, context),
      );
  },
};

function knownChart(asked: string): ChartName {
  const found = names.find((name) => name === asked);
  if (found) return found;
  const near = nearestName(asked, names);
  const cure = near ? `Did you mean ${near}?` : 'See what each shows: eagan plot --help';
  throw new EaganError('EAGAN_USAGE', `the chart must be one of ${names.join(', ')} (got "${asked}")`, cure);
}

async function plot(runs: readonly string[], name: ChartName, options: Options, context: Context): Promise<void> {
  const { output, directory } = context;
  const format = formatOf(options);
  refuseUnknown(name, runs, options);
  const chart = await drawn(runs, name, options, context);
  const { title, summary, table, svg } = chart.chart;
  if (output.json && options.output === undefined)
    return output.result({ runs: chart.runs, chart: name, title, summary, table }, () => '');
  const { pictureFile } = await import('../../report/picture-file.js');
  const bytes = pictureFile(svg, format, options.width ?? null);
  if (options.output === '-') return output.file(bytes);
  const { resolve } = await import('node:path');
  const { refuseExisting } = await import('../../control/write-new-file.js');
  const { writable, write } = await import('../../control/runs/output-file.js');
  const file = options.output ?? `${chart.runs[0]}-${name}.${format}`;
  refuseExisting(resolve(directory, file), options.force ?? false);
  const path = writable(file, directory);
  write(path, bytes);
  output.result({ runs: chart.runs, chart: name, title, summary, table, file: path }, () => `${summary}\n${path}`);
}

/** In pixels of 1/96 inch. */
const defaultWidth = 720;

function formatOf({ format, output }: Options): PictureFormat {
  const asked = format ?? (output?.toLowerCase().endsWith('.png') ? 'png' : 'svg');
  if (asked === 'svg' || asked === 'png') return asked;
  throw new EaganError('EAGAN_USAGE', `--format must be svg or png (got ${asked})`, 'For example: --format png');
}

/** Charts of one run refuse several. */
function refuseSeveral(name: ChartName, runs: number): void {
  if (runs < 2 || charts[name].isForSeveral) return;
  const several = names.filter((each) => charts[each].isForSeveral).join(' and ');
  const must = `${name} must get one run (got ${runs})`;
  throw new EaganError('EAGAN_USAGE', must, `Several runs at once: ${several}`);
}

function refuseUnknown(name: ChartName, runs: readonly string[], options: Options): void {
  refuseSeveral(name, runs.length);
  const { options: known } = charts[name];
  const choosing = ['stage', 'generation', 'axes', 'individual'] as const;
  const unused = choosing.find((option) => options[option] !== undefined && !known.includes(option));
  if (unused === undefined) return;
  const cure = known.length > 0 ? `It knows ${known.map((each) => `--${each}`).join(', ')}.` : 'Leave it out.';
  throw new EaganError('EAGAN_USAGE', `${name} must get options that it knows (got --${unused})`, cure);
}

async function drawn(
  asked: readonly string[],
  name: ChartName,
  options: Options,
  { stateFolder, output }: Context,
): Promise<{ readonly runs: readonly string[]; readonly chart: Chart }> {
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { matrixOrNull, runsMeant } = await import('../../control/matrix/find-matrix.js');
  const { readReportFacts } = await import('../../control/report/run-facts.js');
  const { drawChart } = await import('../../report/draw-chart.js');
  const store = await storeWithRuns(stateFolder());
  const runs = await runsMeant(store, asked);
  refuseSeveral(name, runs.length);
  const matrix = asked.length === 1 ? await matrixOrNull(store, asked[0]) : null;
  const needsSamples = 'needsSamples' in charts[name];
  const read = await readReportFacts(store, runs, matrix?.matrix);
  const facts = needsSamples ? { ...read, samples: await samplesOf(store, runs[0]!, options, output) } : read;
  const { stage, generation, axes, individual, width, height, title } = options;
  const wanted: ChartOptions = {
    ...(stage === undefined ? {} : { stage }),
    ...(generation === undefined ? {} : { generation }),
    ...(axes === undefined ? {} : { axes: axes.split(',') }),
    ...(individual === undefined ? {} : { individual }),
  };
  const size = {
    width: width?.pixels ?? defaultWidth,
    isWidthFixed: width !== undefined,
    height: height?.pixels ?? null,
    hasTitle: title,
  };
  return { runs: runs.map(({ frozen }) => frozen.run), chart: await drawChart(name, facts, wanted, size) };
}

/** Says on stderr that images are made: TensorFlow takes seconds to start. */
async function samplesOf(
  store: Store,
  run: RunInStore,
  { generation }: Options,
  output: Context['output'],
): Promise<SampleSheet> {
  const { sampleSheet } = await import('../../control/report/samples/sample-sheet.js');
  const onMake = (made: number, total: number): void => {
    if (made === 0) output.note(`Making ${formatCount(total, 'picture')} of samples, which the store keeps.`);
  };
  return sampleSheet(store, run, { onMake, ...(generation === undefined ? {} : { upTo: generation }) });
}
