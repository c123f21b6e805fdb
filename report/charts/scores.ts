// The final figures by iteration, beside noise, the network before training, and held-out real images.
import { imageFigures, imageRow, type ImageFigure } from '../../domain/search/figures.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { Chart, ChartMaker, Drawing } from '../chart.js';
import { capitalised, figureAxis } from './axes.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import { emptyChart } from './find-facts.js';
import { heightAround, pictureOf, type LegendEntry, type Panel } from './picture.js';
import { plotted } from './panel.js';

type Score = RunFacts['scores'][number];

interface Point {
  readonly iteration: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly isExported: boolean;
}

export const scores: ChartMaker = {
  title: 'final figures by iteration, beside noise and real images',
  options: [],
  isForSeveral: false,
  draw: ({ runs }, _, drawing) => {
    const run = runs[0]!;
    const { overview, scores: all } = run;
    const protocol = (
      all.find(({ isExported }) => isExported) ??
      all.find(({ subject }) => subject === 'trained') ??
      all[0]
    )?.protocol;
    const shown = all.filter((score) => score.protocol === protocol);
    const names = imageFigures.filter((name) => shown.some(({ values }) => imageRow(name).recorded in values));
    if (names.length === 0) throw emptyChart(`${overview.run} must have final figures (got none yet)`);
    const title = `${overview.run}: final figures`;
    const summary = `${overview.run}: ${names.map((name) => summaryOf(name, shown)).join('; ')}.`;
    const note = noteOf(all, shown);
    return {
      title,
      summary,
      table: tableOf(all, names),
      svg: picture({ title, summary, note, names, shown }, drawing),
    };
  },
};

interface Shown {
  readonly title: string;
  readonly summary: string;
  readonly note: string;
  readonly names: readonly ImageFigure[];
  readonly shown: readonly Score[];
}

function picture({ title, summary, note, names, shown }: Shown, drawing: Drawing): string {
  const legend = legendOf(shown, drawing);
  const room = drawing.height === null ? null : drawing.height - heightAround({ title, legend, note }, drawing);
  const height = room === null ? 200 : Math.max(110, room / names.length);
  const rows = names.map((name) => [figurePanel(name, shown, height, drawing)]);
  return pictureOf({ title, summary, legend, rows, note }, drawing);
}

function figurePanel(name: ImageFigure, shown: readonly Score[], height: number, drawing: Drawing): Panel {
  const { Plot, ink, width } = drawing;
  const points = trainedPoints(name, shown);
  const levels = compared.flatMap((subject) => {
    const value = valueOf(
      name,
      shown.find((score) => score.subject === subject),
    );
    return value === undefined ? [] : [{ subject, value, colour: colourOf(subject, ink) }];
  });
  const values = [...points.flatMap(({ value, low, high }) => [value, low, high]), ...levels.map(({ value }) => value)];
  const last = Math.max(1, ...points.map(({ iteration }) => iteration));
  return plotted(
    drawing,
    { width, height },
    {
      ...{ marginTop: 26, marginBottom: 36, marginLeft: 58, marginRight: 16 },
      x: {
        label: 'iteration of the final training',
        labelArrow: 'none',
        domain: [0, last * 1.02],
        ticks: Math.max(3, Math.round(width / 110)),
      },
      y: { ...figureAxis(name, values, 5), grid: true },
      marks: [
        Plot.ruleY(levels, { y: 'value', stroke: 'colour', strokeWidth: 1.8, strokeDasharray: '6 3' }),
        Plot.ruleX(points, { x: 'iteration', y1: 'low', y2: 'high', stroke: ink.series[0]! }),
        Plot.line(points, { x: 'iteration', y: 'value', stroke: ink.series[0]!, strokeWidth: 1.8 }),
        Plot.dot(points, { x: 'iteration', y: 'value', fill: ink.series[0]!, r: 3 }),
        Plot.dot(
          points.filter(({ isExported }) => isExported),
          { x: 'iteration', y: 'value', stroke: ink.text, r: 6 },
        ),
      ],
    },
  );
}

const compared = ['noise', 'untrained', 'heldOut'] as const;
const subjects: Readonly<Record<Score['subject'], string>> = {
  noise: 'noise',
  untrained: 'before training',
  heldOut: 'held-out real images',
  trained: 'after training',
};

const colourOf = (subject: (typeof compared)[number], { series }: Drawing['ink']): string =>
  series[{ noise: 1, untrained: 3, heldOut: 2 }[subject]]!;

const valueOf = (name: ImageFigure, score: Score | undefined): number | undefined =>
  score?.values[imageRow(name).recorded];

function trainedPoints(name: ImageFigure, shown: readonly Score[]): Point[] {
  return shown.flatMap((score) => {
    const value = valueOf(name, score);
    if (score.subject !== 'trained' || value === undefined) return [];
    const deviation = deviationOf(name, score) ?? 0;
    const { iteration, isExported } = score;
    return [{ iteration: iteration ?? 0, value, low: value - deviation, high: value + deviation, isExported }];
  });
}

const deviationOf = (name: ImageFigure, { deviations }: Score): number | undefined =>
  deviations[imageRow(name).deviation as keyof Score['deviations']];

function legendOf(shown: readonly Score[], { ink }: Drawing): LegendEntry[] {
  const has = (subject: Score['subject']): boolean => shown.some((score) => score.subject === subject);
  return [
    ...(has('trained') ? [{ label: subjects.trained, colour: ink.series[0]!, mark: 'dot' as const }] : []),
    ...(shown.some(({ isExported }) => isExported)
      ? [{ label: 'exported', colour: ink.text, mark: 'ring' as const }]
      : []),
    ...compared
      .filter(has)
      .map((subject): LegendEntry => ({ label: subjects[subject], colour: colourOf(subject, ink), mark: 'dashes' })),
  ];
}

function noteOf(all: readonly Score[], shown: readonly Score[]): string {
  const hasDeviations = shown.some(
    ({ subject, deviations }) => subject === 'trained' && Object.keys(deviations).length > 0,
  );
  const left = all
    .filter((score) => !shown.includes(score))
    .map(({ subject, images }) => `${subjects[subject]} (${formatCount(images, 'image')})`);
  const diverged = shown
    .filter(({ status }) => status === 'diverged')
    .map(({ subject, iteration }) => subjects[subject] + (iteration === null ? '' : ` ${iteration}`));
  return [
    `Figures of ${formatCount(shown[0]!.images, 'image')}.${hasDeviations ? ' Bars: what stands behind ± to each side.' : ''}`,
    left.length > 0 ? `Of another protocol, so not shown: ${left.join(', ')}.` : '',
    diverged.length > 0 ? `Without figures, because the images are not finite: ${diverged.join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function summaryOf(name: ImageFigure, shown: readonly Score[]): string {
  const exported = shown.find(({ isExported }) => isExported) ?? shown.findLast(({ subject }) => subject === 'trained');
  const texts = [exported, ...compared.map((subject) => shown.find((score) => score.subject === subject))].flatMap(
    (score) => {
      const value = valueOf(name, score);
      return score === undefined || value === undefined ? [] : [`${subjects[score.subject]} ${formatNumber(value)}`];
    },
  );
  return `${capitalised(imageRow(name).label)} ${texts.join(', ')}`;
}

function tableOf(all: readonly Score[], names: readonly ImageFigure[]): Chart['table'] {
  return {
    head: [
      'images of',
      'iteration',
      'images',
      'protocol',
      ...names.flatMap((name) => [imageRow(name).label, '±']),
      'exported',
    ],
    rows: all.map((score) => [
      ...[subjects[score.subject], score.iteration, score.images, score.protocol.slice(0, 12)],
      ...names.flatMap((name) => [valueOf(name, score) ?? null, deviationOf(name, score) ?? null]),
      score.isExported ? 'yes' : 'no',
    ]),
  };
}
