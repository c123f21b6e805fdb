// The final figures by setting: a dot for each run, and the mean over its seeds with the standard deviation.
import { imageFigures, imageRow, type ImageFigure } from '../../domain/search/figures.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { ReportFacts } from '../../control/report/run-facts.js';
import type { ChartMaker, Drawing } from '../chart.js';
import { figureAxis } from './axes.js';
import { emptyChart } from './find-facts.js';
import { fontSize, pictureOf, type LegendEntry, type Panel } from './picture.js';
import { plotted } from './panel.js';
import { shortened, textWidth } from './text.js';

type Setting = ReportFacts['settings'][number];
type Figure = Setting['figures'][number];

/** A setting with one of its figures. `label`: equal settings of several protocols are told apart by it. */
interface Row {
  readonly label: string;
  readonly figure: Figure;
}

export const settings: ChartMaker = {
  title: 'final figures by setting: mean and deviation over seeds',
  options: [],
  isForSeveral: true,
  draw: ({ runs, settings: found }, _, drawing) => {
    const shown = imageFigures.flatMap((name) => {
      const rows = rowsOf(name, found);
      return rows.length > 0 ? [{ name, rows }] : [];
    });
    const whose = runs.length === 1 ? runs[0]!.overview.run : formatCount(runs.length, 'run');
    if (shown.length === 0) throw emptyChart(`${whose} must have final figures (got none yet)`);
    const title = `${whose}: final figures by setting`;
    const summary = shown.flatMap(({ name, rows }) => rows.map((row) => sentence(name, row))).join(' ');
    const note =
      'Thick: mean. Bar: standard deviation over seeds. Figures of different protocols must not be compared.';
    const panels = shown.map(({ name, rows }) => [panelOf(name, rows, drawing)]);
    const svg = pictureOf({ title, summary, legend: legendOf(drawing), rows: panels, note }, drawing);
    return { title, summary, svg, table: { head: [...head], rows: shown.flatMap(({ name, rows }) => rows.map((row) => tableRow(name, row))) } }; // prettier-ignore
  },
};

export const settingLabel = ({ setting, protocol }: Setting, all: readonly Setting[]): string => {
  const label = setting.join(' ') || 'all runs';
  const isAlone = new Set(all.map((one) => one.protocol)).size === 1;
  return isAlone ? label : `${label} (protocol ${protocol.slice(0, 8)})`;
};

const rowsOf = (name: ImageFigure, found: readonly Setting[]): Row[] =>
  found.flatMap((setting) => {
    const figure = setting.figures.find((one) => one.name === name);
    return figure ? [{ label: settingLabel(setting, found), figure }] : [];
  });

const sentence = (name: ImageFigure, { label, figure }: Row): string =>
  `${label}: ${imageRow(name).label} ${formatNumber(figure.mean)}${figure.count > 1 ? ` ± ${formatNumber(figure.deviation)} over ${formatCount(figure.count, 'run')}` : ''}, best ${formatNumber(figure.best.value)}.`;

const head = ['figure', 'setting', 'runs', 'mean', 'deviation', 'best', 'best run'] as const;

const tableRow = (name: ImageFigure, { label, figure }: Row): (string | number)[] => [
  ...[imageRow(name).label, label, figure.count, figure.mean, figure.deviation, figure.best.value, figure.best.run],
];

const legendOf = ({ ink }: Drawing): LegendEntry[] => [
  { label: 'a run', colour: ink.series[0]!, mark: 'dot' },
  { label: 'the best of its setting', colour: ink.text, mark: 'ring' },
];

function panelOf(name: ImageFigure, rows: readonly Row[], drawing: Drawing): Panel {
  const { Plot, ink, width } = drawing;
  const room = Math.min(width * 0.4, 16 + Math.max(...rows.map(({ label }) => textWidth(label, fontSize))));
  const labelled = rows.map(({ label, figure }) => ({ y: shortened(label, room - 12, fontSize), label, figure }));
  const points = labelled.flatMap(({ label, figure }) => figure.values.map(({ value }) => ({ label, value })));
  const means = labelled.map(({ label, figure: { mean, deviation } }) => ({ label, mean, low: mean - deviation, high: mean + deviation })); // prettier-ignore
  const best = labelled.map(({ label, figure }) => ({ label, value: figure.best.value }));
  const values = [...points.map(({ value }) => value), ...means.flatMap(({ low, high }) => [low, high])];
  const shownAs = new Map(labelled.map(({ label, y }) => [label, y]));
  return plotted(
    drawing,
    { width, height: 62 + 26 * rows.length },
    {
      ...{ marginTop: 14, marginBottom: 38, marginLeft: room, marginRight: 16 },
      x: { ...figureAxis(name, values, Math.max(3, Math.round(width / 120))), grid: true },
      y: {
        ...{ type: 'band', label: null, tickSize: 0, domain: labelled.map(({ label }) => label) },
        tickFormat: (label: unknown) => shownAs.get(String(label)) ?? '',
      },
      marks: [
        Plot.ruleY(means, {
          y: 'label',
          x1: 'low',
          x2: 'high',
          stroke: ink.muted,
          strokeWidth: 5,
          strokeOpacity: 0.35,
        }),
        Plot.tickX(means, { y: 'label', x: 'mean', stroke: ink.text, strokeWidth: 2.5 }),
        Plot.dot(points, { y: 'label', x: 'value', fill: ink.series[0]!, r: 3 }),
        Plot.dot(best, { y: 'label', x: 'value', stroke: ink.text, r: 6 }),
      ],
    },
  );
}
