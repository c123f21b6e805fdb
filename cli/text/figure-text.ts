// Figures and costs in sentences, in the order of their table.
import {
  askedCosts,
  imageFigures,
  reportedRow,
  type FigureValues,
  type ReportedFigure,
} from '../../domain/search/figures.js';
import { formatNumber } from '../../scripts/format.mjs';

/** `distance 12.3`; `distance none` if it is not known. */
function figureText(name: ReportedFigure, values: FigureValues): string {
  const value = values[name];
  return reportedRow(name).text(value === undefined ? 'none' : formatNumber(value));
}

/** What was judged from images: `distance 12.3`, `score 1.9`. */
export const imageTexts = (values: FigureValues): string[] =>
  imageFigures.filter((name) => values[name] !== undefined).map((name) => figureText(name, values));

/** The parameters, and the costs that a stage asks for: `1,234 parameters in the pair`, `5,678 multiply-adds`. */
export function costTexts(values: FigureValues, ofWhat = ''): string[] {
  const asked = askedCosts.filter((name) => values[name] !== undefined);
  return [`${figureText('parameters', values)}${ofWhat}`, ...asked.map((name) => figureText(name, values))];
}
