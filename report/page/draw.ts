// How sections draw: a chart by name, or none where the run has nothing to show in it yet.
import type { ReportFacts } from '../../control/report/run-facts.js';
import { errorCodeOf } from '../../domain/errors.js';
import type { Chart, ChartOptions, Drawing } from '../chart.js';
import { charts, type ChartName } from '../charts/index.js';

export type Draw = (name: ChartName, options?: ChartOptions) => Chart[];

/** Draws, or draws nothing where there is nothing to show. */
export const drawIfAny =
  (facts: ReportFacts, drawing: Drawing): Draw =>
  (name, options = {}) => {
    try {
      return [drawForPage(name, facts, options, drawing)];
    } catch (error) {
      if (errorCodeOf(error) === 'EAGAN_CHART_EMPTY') return [];
      throw error;
    }
  };

/** A chart whose texts do not name the run again, where the page is about one run. Throws what the chart throws. */
export function drawForPage(name: ChartName, facts: ReportFacts, options: ChartOptions, drawing: Drawing): Chart {
  const { title, summary, svg, ...chart } = charts[name].draw(facts, options, drawing);
  const [run, ...others] = facts.runs.map(({ overview }) => overview.run);
  const told = (text: string): string => (others.length > 0 ? text : withoutName(text, run!));
  // The picture has a description. Plot names each group of marks, and a screen reader would read "dot" instead.
  const quiet = svg.replace(/ aria-label="[^"]*"/g, '');
  return { name, ...chart, svg: quiet, title: told(title), summary: told(summary) };
}

/** `quickstart-1c09 (completed): 3 of 6 …` → `3 of 6 …` */
function withoutName(text: string, run: string): string {
  const parts = text
    .replaceAll(` of ${run}`, '')
    .split(run)
    .map((part) => part.replace(/^(?: \(\w+\))?[:,] /, ''));
  const left = parts.join('');
  return `${left.charAt(0).toUpperCase()}${left.slice(1)}`;
}
