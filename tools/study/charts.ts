// Charts of the study as SVG files, by Observable Plot on a document without a browser.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Agreement, Point } from './agreement.js';
import { missingClasses, pixelDisturbances } from './disturb.js';

const figureTitles = { frechetDistance: 'Fréchet distance', kernelDistance: 'kernel distance' } as const;
const disturbances = [...pixelDisturbances, missingClasses];
/** Below this a difference may be chance: equal sets lie within it 95 times in 100. */
const chance = 2;
/** Smaller separations, and those below the mean of equal sets, are drawn here. */
const smallest = 0.5;

/** The names of the lines, in the first cell. */
const extractors = ['classifier', 'efficientnet-lite0'].map((title) => ({
  title,
  disturbance: disturbances[0]!.title,
  figure: figureTitles.frechetDistance,
}));

const label = {
  text: 'title',
  fill: 'title',
  fx: 'disturbance',
  fy: 'figure',
  frameAnchor: 'top-left',
  dx: 6,
} as const;

interface Mark extends Point {
  readonly level: string;
  readonly drawn: number;
  readonly title: string;
}

/** Separation by strength: a column for each disturbance, a row for each figure, a line for each extractor. */
export function agreementChart(agreements: readonly Agreement[]): string {
  const points = agreements.flatMap(({ curves }) => curves.flatMap((curve) => curve.points)).map(markOf);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const marks = { x: 'level', y: 'drawn', fx: 'disturbance', fy: 'title', stroke: 'extractor' };
  const chart = Plot.plot({
    document,
    width: 1000,
    height: 420,
    marginTop: 40,
    marginLeft: 50,
    marginRight: 110,
    marginBottom: 35,
    style: { background: 'white', color: 'black' },
    x: { label: 'strength, from weak to strong', domain: ['1', '2', '3', '4'], type: 'point' },
    y: { type: 'log', label: 'spreads of equal sets above their mean', grid: true, ticks: 4, tickFormat: '~s' },
    fx: { label: null, domain: disturbances.map(({ title }) => title) },
    fy: { label: null },
    color: { domain: extractors.map(({ title }) => title), range: ['#d95f02', '#1b6ca8'] },
    marks: [
      Plot.ruleY([chance], { stroke: '#888', strokeDasharray: '4 3' }),
      Plot.lineY(points, { ...marks, strokeWidth: 2 }),
      Plot.dot(points, { ...marks, fill: 'extractor', r: 3 }),
      ...extractors.map((name, i) => Plot.text([name], { ...label, dy: 8 + 14 * i })),
    ],
  });
  return `${String(chart.outerHTML)}\n`;
}

const markOf = (point: Point): Mark => ({
  ...point,
  level: String(disturbances.find(({ title }) => title === point.disturbance)!.strengths.indexOf(point.strength) + 1),
  drawn: Math.max(smallest, point.separation),
  title: figureTitles[point.figure],
});
