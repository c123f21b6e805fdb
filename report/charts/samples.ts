// Images of a run by generation, a line for each: the same latents in all of them, so a column is one latent.
import { distanceIn, figureRow, readValues, scoreIn, type FigureValues, type Objective } from '../../domain/search/figures.js'; // prettier-ignore
import { generationName } from '../../domain/steps/places.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { SampleSheet } from '../../control/report/samples/sample-sheet.js';
import type { Chart, ChartMaker, Drawing } from '../chart.js';
import { emptyChart } from './find-facts.js';
import { pictureOf } from './picture.js';
import { samplePanel, shownImages, type SampleLine } from './sample-panel.js';

export const samples: ChartMaker = {
  title: 'images of the best individuals by generation, from the same latents',
  options: ['generation'],
  isForSeveral: false,
  needsSamples: true,
  draw({ samples: sheet }, _, drawing) {
    if (sheet) return drawSamples(sheet, drawing);
    throw emptyChart('images must be made before they are shown (got none)');
  },
};

function drawSamples(sheet: SampleSheet, drawing: Drawing): Omit<Chart, 'name'> {
  const { run, generations, final } = sheet;
  if (generations.length + final.length === 0)
    throw emptyChart(`${run} must have a closed generation of generators, or a scored final pair (got neither yet)`);
  const lines = linesOf(sheet);
  const title = `${run}: images by generation, from the same latents`;
  const summary = summaryOf(sheet, lines);
  const rows = lines.map((line, index) => [samplePanel(line, index, sheet, drawing)]);
  return {
    ...{ title, summary },
    svg: pictureOf({ title, summary, legend: [], rows }, drawing),
    table: { head: ['images', 'individual', 'figure', 'value', 'missing'], rows: lines.map(({ row }) => row) },
  };
}

function linesOf({ generations, final, real, noise }: SampleSheet): SampleLine[] {
  return [
    ...generations.map(({ stage, generation, individual, values, ...picture }) =>
      lineOf(`${stage} ${generationName(generation)}`, individual.split('/').at(-1)!, values, picture),
    ),
    ...final.map(({ iteration, exported, values, ...picture }) =>
      lineOf(finalName(iteration), exported ? 'exported' : null, values, picture),
    ),
    ...(real ? [lineOf('real images', null, {}, real)] : []),
    lineOf('noise', null, {}, noise),
  ];
}

function lineOf(
  name: string,
  detail: string | null,
  values: Readonly<Record<string, number>>,
  { uri, missing }: Pick<SampleSheet['noise'], 'uri' | 'missing'>,
): SampleLine {
  const [figure, value] = shownFigure(readValues(values)) ?? [null, null];
  const text = figure === null ? null : figureRow(figure).text(formatNumber(value));
  return {
    label: [name, [detail, text].filter((part) => part !== null).join(', ')],
    ...{ uri, missing: missing?.message ?? null },
    row: [name, detail, figure === null ? null : figureRow(figure).label, value, missing?.message ?? null],
  };
}

const finalName = (iteration: number): string =>
  iteration === 0 ? 'final, untrained' : `final, iteration ${iteration}`;

/** The distance, or else the score. */
function shownFigure(values: FigureValues): readonly [Objective, number] | null {
  const value = distanceIn(values) ?? scoreIn(values);
  const name = (['fid', 'frechetDistance', 'inceptionScore', 'classifierScore'] as const).find(
    (each) => each in values,
  );
  return value === undefined || name === undefined ? null : [name, value];
}

function summaryOf({ run, generations, final }: SampleSheet, lines: readonly SampleLine[]): string {
  const without = lines.filter(({ uri }) => uri === null).length;
  const best = generations.length === 1 ? 'of the best individual of' : 'of the best individuals of';
  const parts = [
    ...(generations.length > 0 ? [`${best} ${formatCount(generations.length, 'generation')}`] : []),
    ...(final.length > 0 ? [`of ${formatCount(final.length, 'state')} of the final pair`] : []),
  ];
  const have = without === 1 ? 'has' : 'have';
  const missing = without === 0 ? '' : ` ${formatCount(without, 'line')} of ${lines.length} ${have} no images.`;
  return `${shownImages} images each ${parts.join(' and ')} of ${run}, from the same latents; then real images and noise.${missing}`;
}
