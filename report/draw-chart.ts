// Draws a chart without a browser: the same code that a page runs, on a document of its own.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { ReportFacts } from '../control/report/run-facts.js';
import type { Chart, ChartOptions, Drawing, Ink } from './chart.js';
import { graphLayout } from './graphviz.js';
import { charts, type ChartName } from './charts/index.js';

/** Dark on white, whatever looks at the file. The series are those of Okabe and Ito. */
const fileInk: Ink = {
  text: '#1a1a1a',
  paper: '#ffffff',
  muted: '#767676',
  faint: '#d9d9d9',
  bad: '#c1272d',
  highlight: '#ffe08a',
  series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c564b', '#4d4d4d'],
};

interface FileSize {
  /** In pixels of 1/96 inch. */
  readonly width: number;
  /** False: a graph may be wider. */
  readonly isWidthFixed: boolean;
  readonly height: number | null;
  readonly hasTitle: boolean;
}

/** Throws what the chart throws. */
export async function drawChart(
  name: ChartName,
  facts: ReportFacts,
  options: ChartOptions,
  size: FileSize,
): Promise<Chart> {
  return { name, ...charts[name].draw(facts, options, await nodeDrawing(fileInk, size)) };
}

/** What draws outside of a browser. */
export async function nodeDrawing(ink: Ink, size: FileSize): Promise<Drawing> {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return { Plot, document, dot: await graphLayout(), ink, ...size };
}
