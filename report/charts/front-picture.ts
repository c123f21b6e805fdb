// The picture of fronts: a dot for each individual, a line along those that nobody beats in both shown figures.
import { formatNumber } from '../../scripts/format.mjs';
import { figureRow, type Direction, type Objective } from '../../domain/search/figures.js';
import type { Drawing, PlotSettings } from '../chart.js';
import { capitalised, figureAxis, tickText } from './axes.js';
import type { FrontAxes, FrontPoint, ShownFront } from './front-facts.js';
import { fontSize, heightAround, pictureOf, type LegendEntry } from './picture.js';
import { placeLabels, type PlacedLabel } from './place-labels.js';
import { plotted, type Plotted } from './panel.js';
import { printableText } from './text.js';

interface Fronts {
  readonly title: string;
  readonly summary: string;
  readonly fronts: readonly ShownFront[];
  readonly axes: FrontAxes;
}

interface Mark extends FrontPoint {
  /** Who it is, and its figures; a page finds the passport by what stands before the colon. */
  readonly told: string;
  readonly colour: string;
  readonly fill: string;
  readonly radius: number;
}

const margins = { marginTop: 26, marginRight: 16, marginBottom: 40, marginLeft: 58 } as const;

export function frontPicture({ title, summary, fronts, axes }: Fronts, drawing: Drawing): string {
  const legend = legendOf(fronts, drawing);
  const note = noteOf(axes, fronts);
  const around = heightAround({ title, legend, note }, drawing);
  const height = Math.max(160, (drawing.height ?? Math.round(drawing.width * 0.68)) - around);
  const marks = marksOf(fronts, axes, drawing);
  const lines = fronts.map(({ points }, i) => ({
    points: unbeaten(points, axes, fronts[i]!),
    colour: lineColour(fronts, i, drawing),
  }));
  const parts = { marks, lines, axes, height };
  const bare = panelOf(parts, [], drawing);
  const panel = panelOf(parts, labelsOf(marks, fronts, bare, drawing.width, height), drawing);
  return pictureOf({ title, summary, legend, rows: [[panel]], note }, drawing);
}

interface FrontLine {
  readonly points: readonly FrontPoint[];
  readonly colour: string;
}

interface FrontPanel {
  readonly marks: readonly Mark[];
  readonly lines: readonly FrontLine[];
  readonly axes: FrontAxes;
  readonly height: number;
}

function panelOf(panel: FrontPanel, labels: readonly PlacedLabel[], drawing: Drawing): Plotted {
  const { marks, axes, height } = panel;
  const { width } = drawing;
  const [across, up] = [marks.map(({ x }) => x), marks.map(({ y }) => y)];
  const common = { grid: true, inset: 12 } as const;
  const options: PlotSettings = {
    ...margins,
    x: { ...figureAxis(axes.x, across, Math.max(3, Math.round(width / 110))), ...common },
    y: { ...figureAxis(axes.y, up, Math.max(3, Math.round(height / 50))), ...common },
    r: { type: 'identity' },
    marks: plotMarks(panel, labels, drawing),
  };
  return plotted(drawing, { width, height }, options);
}

function plotMarks(
  { marks, lines }: FrontPanel,
  labels: readonly PlacedLabel[],
  { Plot, ink }: Drawing,
): PlotSettings['marks'] {
  const at = { x: 'x', y: 'y' } as const;
  const best = marks.filter(({ isBest }) => isBest);
  return [
    ...lines.map(({ points, colour }) => Plot.line(points, { ...at, stroke: colour, strokeDasharray: '4 3' })),
    Plot.dot(marks, { ...at, r: 'radius', stroke: 'colour', fill: 'fill', strokeWidth: 1.5, title: 'told' }),
    Plot.dot(best, { ...at, r: ({ radius }: Mark) => radius + 3.5, stroke: ink.text, strokeWidth: 1.5 }),
    Plot.text(labels, {
      x: { value: 'textX', scale: null },
      y: { value: 'textY', scale: null },
      text: 'label',
      fill: ink.text,
      fontSize: labelSize,
    }),
  ];
}

const labelSize = fontSize - 2;

function labelsOf(
  marks: readonly Mark[],
  fronts: readonly ShownFront[],
  { scale }: Plotted,
  width: number,
  height: number,
): PlacedLabel[] {
  const [x, y] = [scale('x'), scale('y')];
  const at = (mark: Mark): PlacedAt => ({
    label: mark.id,
    x: x.apply(mark.x),
    y: y.apply(mark.y),
    radius: mark.radius + (mark.isBest ? 4 : 1),
  });
  const isNamed = ({ front, isBest }: Mark): boolean => isBest || (front === 1 && fronts.length === 1);
  const named = marks.filter(isNamed).sort((a, b) => Number(b.isBest) - Number(a.isBest));
  const others = marks.filter((mark) => !isNamed(mark));
  const frame = {
    left: margins.marginLeft,
    right: width - 2,
    top: margins.marginTop - 8,
    bottom: height - margins.marginBottom,
  };
  return placeLabels(named.map(at), others.map(at), frame, labelSize);
}

type PlacedAt = Parameters<typeof placeLabels>[0][number];

/** In one run colours tell what became of each; of several runs, each has a colour and shows its front only. */
function marksOf(fronts: readonly ShownFront[], axes: FrontAxes, { ink }: Drawing): Mark[] {
  const sizes = fronts.flatMap(({ points }) => points.flatMap(({ size }) => (size === null ? [] : [size])));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const radiusOf = (size: number | null): number => {
    if (size === null) return 4;
    return most === least ? 5 : 3 + 6 * Math.sqrt((size - least) / (most - least));
  };
  return fronts.flatMap(({ stage, points }, i) =>
    points
      .filter((point) => fronts.length === 1 || point.front === 1)
      .map((point) => ({
        ...point,
        ...coloursOf(point, fronts.length > 1 ? ink.series[i % ink.series.length]! : null, ink),
        radius: radiusOf(point.size),
        told: printableText(`${stage.id}/${toldOf(point, axes)}`),
      })),
  );
}

const toldOf = ({ id, x, y }: FrontPoint, axes: FrontAxes): string =>
  `${id}: ${figureRow(axes.x).label} ${formatNumber(x)}, ${figureRow(axes.y).label} ${formatNumber(y)}`;

function coloursOf(
  { front, survived }: FrontPoint,
  ofRun: string | null,
  ink: Drawing['ink'],
): Pick<Mark, 'colour' | 'fill'> {
  if (ofRun !== null) return { colour: ofRun, fill: ofRun };
  if (front === 1) return { colour: ink.series[0]!, fill: survived ? ink.series[0]! : ink.paper };
  return survived ? { colour: ink.series[1]!, fill: ink.paper } : { colour: ink.muted, fill: ink.paper };
}

const lineColour = (fronts: readonly ShownFront[], i: number, { ink }: Drawing): string =>
  fronts.length === 1 ? ink.series[0]! : ink.series[i % ink.series.length]!;

function legendOf(fronts: readonly ShownFront[], { ink }: Drawing): LegendEntry[] {
  const marks: LegendEntry[] = [
    { label: 'best', colour: ink.text, mark: 'ring' },
    { label: 'best in both figures', colour: fronts.length > 1 ? ink.text : ink.series[0]!, mark: 'dashes' },
  ];
  if (fronts.length === 1) return [...fates(fronts[0]!, ink), ...marks];
  const runs = fronts.map(({ run }, i): LegendEntry => {
    return { label: run.overview.run, colour: ink.series[i % ink.series.length]!, mark: 'dot' };
  });
  return [...runs, ...marks];
}

/** What became of the individuals that are shown. */
function fates({ points }: ShownFront, { series, muted }: Drawing['ink']): LegendEntry[] {
  const has = (isFront: boolean, survived: boolean): boolean =>
    points.some((point) => (point.front === 1) === isFront && point.survived === survived);
  const all: (LegendEntry & { readonly isThere: boolean })[] = [
    { label: 'front', colour: series[0]!, mark: 'dot', isThere: has(true, true) },
    { label: 'front, removed', colour: series[0]!, mark: 'ring', isThere: has(true, false) },
    { label: 'survived', colour: series[1]!, mark: 'ring', isThere: has(false, true) },
    { label: 'removed', colour: muted, mark: 'ring', isThere: has(false, false) },
  ];
  return all.filter(({ isThere }) => isThere);
}

/** Those that nobody beats in both shown figures, from left to right. */
function unbeaten(points: readonly FrontPoint[], { x, y }: FrontAxes, { stage }: ShownFront): FrontPoint[] {
  const sign = (name: Objective): number => (directionOf(name, stage) === 'minimize' ? 1 : -1);
  const [sx, sy] = [sign(x), sign(y)];
  const beats = (a: FrontPoint, b: FrontPoint): boolean =>
    sx * a.x <= sx * b.x && sy * a.y <= sy * b.y && (a.x !== b.x || a.y !== b.y);
  return points.filter((point) => !points.some((other) => beats(other, point))).sort((a, b) => a.x - b.x);
}

const directionOf = (name: Objective, { objectives }: ShownFront['stage']): Direction =>
  objectives[name] ?? figureRow(name).direction;

function noteOf({ size }: FrontAxes, fronts: readonly ShownFront[]): string {
  const without = fronts.reduce((sum, each) => sum + each.without, 0);
  const sizes = fronts.flatMap(({ points }) => points.map((point) => point.size ?? 0));
  return [
    size === null
      ? ''
      : `Size of a dot: ${figureRow(size).label}, ${tickText(Math.min(...sizes))} to ${tickText(Math.max(...sizes))}.`,
    without > 0 ? `${capitalised(String(without))} without figures not shown.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
