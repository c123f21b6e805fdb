// Draws charts in the page, by the same functions that drew those in it.
import * as Plot from '@observablehq/plot';
import type { ReportFacts } from '../../../control/report/run-facts.js';
import type { Chart, ChartOptions } from '../../chart.js';
import type { ChartName } from '../../charts/index.js';
import { drawForPage } from '../draw.js';
import { chartFigure } from '../elements.js';
import { pageInk, pageWidth } from '../ink.js';

/**
 * These stay as they came: laying out graphs takes a program that the page does not bring along, and images stand in it
 * once.
 */
const fixed: readonly string[] = ['lineage', 'cell', 'samples'];
const least = 280;

function drawChart(name: ChartName, facts: ReportFacts, options: ChartOptions, width: number): Chart {
  const dot = (): string => {
    throw new Error('a page lays out no graphs');
  };
  const size = { width, isWidthFixed: false, height: null, hasTitle: false };
  return drawForPage(name, facts, options, { Plot, document, dot, ink: pageInk, ...size });
}

/** Puts another picture with its numbers in the place of a figure. Throws what the chart throws. */
export function redraw(figure: HTMLElement, facts: ReportFacts, options: ChartOptions): HTMLElement {
  const chart = drawChart(figure.dataset['chart'] as ChartName, facts, options, widthFor(figure));
  const isOpen = figure.querySelector('details')?.open ?? false;
  figure.insertAdjacentHTML('afterend', chartFigure(chart, options).text);
  const next = figure.nextElementSibling as HTMLElement;
  next.querySelector('details')!.open = isOpen;
  figure.remove();
  return next;
}

const widthFor = (figure: HTMLElement): number => Math.max(least, Math.min(pageWidth, figure.clientWidth));

/** Charts fit the page, also when it becomes narrower or wider. Returns what fits those that came later. */
export function fitCharts(facts: () => ReportFacts | null): () => void {
  const fit = (): void => {
    const known = facts();
    if (known === null) return;
    for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
      const width = Number(figure.querySelector('svg')?.getAttribute('width'));
      if (fixed.includes(figure.dataset['chart']!) || figure.clientWidth === 0 || width === widthFor(figure)) continue;
      redraw(figure, known, JSON.parse(figure.dataset['options']!) as ChartOptions);
    }
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(fit, 150);
  });
  fit();
  return fit;
}
