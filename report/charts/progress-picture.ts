// The curves of searches: a row for each measure, by generation on the left and by device hour on the right.
import type { AxisSettings, Drawing, PlotSettings } from '../chart.js';
import { numberAxis, tickText } from './axes.js';
import { fontSize, heightAround, pictureOf, type LegendEntry, type Panel } from './picture.js';
import { plotted } from './panel.js';
import { measured, measuresOf, searchTitle, type Measure, type SearchFacts } from './progress-measures.js';
import { shortened } from './text.js';

interface Progress {
  readonly title: string;
  readonly summary: string;
  readonly searches: readonly SearchFacts[];
  /** How the runs of several seeds are called: by their setting in a matrix. */
  readonly nameOf: (runs: readonly string[]) => string;
}

interface Point {
  readonly run: string;
  readonly colour: string;
  readonly generation: number;
  readonly hours: number;
  readonly value: number;
}

interface Band {
  /** A generation, or hours. */
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}

export function progressPicture({ title, summary, searches, nameOf }: Progress, drawing: Drawing): string {
  const colours = coloursOf(searches, drawing);
  const legend = legendOf(searches, colours, nameOf, drawing);
  const note =
    'Hypervolume and best figures belong to one stage and one protocol each: only curves of one panel compare.';
  const cells = searches.flatMap((search) => measuresOf(search).map((measure) => ({ search, measure })));
  const rowHeight =
    drawing.height === null
      ? 150
      : Math.max(90, (drawing.height - heightAround({ title, legend, note }, drawing)) / cells.length);
  const hasTime = searches.some(({ runs }) => runs.some(({ rows }) => rows.some(({ deviceMs }) => deviceMs > 0)));
  const columns = hasTime ? (['generation', 'hours'] as const) : (['generation'] as const);
  const rows = cells.map(({ search, measure }): Panel[] => {
    const name = `${searchTitle(search, searches)}: ${measure.title}`;
    return columns.map((x) =>
      curvePanel(
        { name, search, measure, x, colours, width: drawing.width / columns.length, height: rowHeight },
        drawing,
      ),
    );
  });
  return pictureOf({ title, summary, legend, rows, note }, drawing);
}

interface Curve {
  readonly name: string;
  readonly search: SearchFacts;
  readonly measure: Measure;
  readonly x: 'generation' | 'hours';
  readonly colours: ReadonlyMap<string, string>;
  readonly width: number;
  readonly height: number;
}

function curvePanel(curve: Curve, drawing: Drawing): Panel {
  const { name, search, measure, x, colours, width, height } = curve;
  const isOfGeneration = x === 'generation';
  const all = pointsOf(search, measure, colours);
  const unit = all.every(({ hours }) => hours < 1) ? minutes : hours;
  const points = all.map((point) => ({ ...point, x: isOfGeneration ? point.generation : point.hours * unit.inHour }));
  const bands = isOfGeneration
    ? bandsOf(search, measure, colours)
    : timeBandsOf(search, measure, colours).map((band) => ({ ...band, x: band.x * unit.inHour }));
  const values = [...points.map(({ value }) => value), ...bands.flatMap(({ low, high }) => [low, high])];
  const title = isOfGeneration ? shortened(name, drawing.width - 10, fontSize) : '';
  const options: PlotSettings = {
    ...{ marginTop: 26, marginBottom: 34, marginLeft: 56, marginRight: 14 },
    x: { ...timeAxis(points, width), label: isOfGeneration ? 'generation' : `device ${unit.name}` },
    y: { ...numberAxis(values, 4), grid: true, label: title },
    marks: curveMarks(curve, points, bands, drawing),
  };
  return plotted(drawing, { width, height }, options);
}

interface CurvePoint extends Point {
  readonly x: number;
}

function timeAxis(points: readonly CurvePoint[], width: number): AxisSettings {
  const span = points.map(({ x }) => x);
  const usual = numberAxis(span, Math.max(2, Math.round(width / 75)));
  const isWhole = span.every(Number.isInteger);
  const whole = isWhole ? { ticks: wholeTicks(Math.min(...span), Math.max(...span)) } : {};
  return { ...usual, tickFormat: tickText, type: 'linear', nice: false, inset: 6, ...whole };
}

/** Single runs are thin beside the mean of their seeds. */
function curveMarks(
  { search, x }: Curve,
  points: readonly CurvePoint[],
  bands: readonly Band[],
  { Plot, ink }: Drawing,
): PlotSettings['marks'] {
  const isThin = ({ run }: CurvePoint): boolean =>
    bands.length > 0 && search.seeds.some(({ runs }) => runs.includes(run));
  const dotted = points.filter((point) => !isThin(point));
  // By time, a search stands still between two closed generations.
  const ofBand = { x: 'x', z: 'colour', curve: x === 'generation' ? 'linear' : 'step-after' } as const;
  const width = bands.length > 0 ? 0.8 : 1.8;
  return [
    Plot.areaY(bands, { ...ofBand, y1: 'low', y2: 'high', fill: 'colour', fillOpacity: 0.2 }),
    Plot.line(bands, { ...ofBand, y: 'mean', stroke: 'colour', strokeWidth: 2.5 }),
    Plot.line(points, { x: 'x', y: 'value', stroke: 'colour', z: 'run', strokeWidth: width }),
    Plot.dot(dotted, { x: 'x', y: 'value', fill: 'colour', stroke: ink.paper, strokeWidth: 0.5, r: 2.8 }),
  ];
}

const hours = { name: 'hours', inHour: 1 };
const minutes = { name: 'minutes', inHour: 60 };

/** At most seven whole numbers. */
function wholeTicks(first: number, last: number): number[] {
  const step = Math.max(1, Math.ceil((last - first) / 6));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

function pointsOf({ runs }: SearchFacts, measure: Measure, colours: ReadonlyMap<string, string>): Point[] {
  return runs.flatMap(({ run, rows }) =>
    rows.flatMap((row) => {
      const value = measured(row, measure);
      if (value === undefined) return [];
      return [{ run, colour: colours.get(run)!, generation: row.generation, hours: row.deviceMs / 3_600_000, value }];
    }),
  );
}

function bandsOf({ seeds }: SearchFacts, { key }: Measure, colours: ReadonlyMap<string, string>): Band[] {
  return seeds.flatMap(({ runs, rows }) =>
    rows.flatMap(({ generation, values }) => {
      const value = values[key];
      if (value === undefined) return [];
      return [bandAt(generation, value, colours.get(runs[0]!)!)];
    }),
  );
}

const bandAt = (x: number, { mean, deviation }: { mean: number; deviation: number }, colour: string): Band => ({
  ...{ x, mean, low: mean - deviation, high: mean + deviation, colour },
});

/** By device hours. */
const timeBandsOf = ({ seeds }: SearchFacts, { key }: Measure, colours: ReadonlyMap<string, string>): Band[] =>
  seeds.flatMap(({ runs, byTime }) =>
    byTime.flatMap(({ deviceMs, values }) => {
      const value = values[key];
      return value === undefined ? [] : [bandAt(deviceMs / 3_600_000, value, colours.get(runs[0]!)!)];
    }),
  );

/** Seeds of one pipeline have one colour. */
function coloursOf(searches: readonly SearchFacts[], { ink }: Drawing): ReadonlyMap<string, string> {
  const names = [...new Set(searches.flatMap(({ runs }) => runs.map(({ run }) => run)))];
  const firstOf = (name: string): string =>
    searches.flatMap(({ seeds }) => seeds).find(({ runs }) => runs.includes(name))?.runs[0] ?? name;
  const groups = [...new Set(names.map(firstOf))];
  return new Map(names.map((name) => [name, ink.series[groups.indexOf(firstOf(name)) % ink.series.length]!]));
}

function legendOf(
  searches: readonly SearchFacts[],
  colours: ReadonlyMap<string, string>,
  nameOf: Progress['nameOf'],
  { ink }: Drawing,
): LegendEntry[] {
  if (colours.size < 2) return [];
  const seeds = [...new Map(searches.flatMap((search) => search.seeds).map((one) => [one.runs[0]!, one])).values()];
  const grouped = new Set(seeds.flatMap(({ runs }) => runs));
  return [
    ...seeds.map(({ runs }): LegendEntry => ({
      label: `mean ± deviation of ${runs.length} seeds: ${nameOf(runs)}`,
      colour: colours.get(runs[0]!) ?? ink.text,
      mark: 'square',
    })),
    ...[...colours]
      .filter(([run]) => !grouped.has(run))
      .map(([label, colour]): LegendEntry => ({ label, colour, mark: 'line' })),
  ];
}
