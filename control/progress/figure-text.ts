// Figures and costs in sentences, in the order of their table.
import {
  askedCosts,
  deviationIn,
  figureRow,
  imageFigures,
  imageRow,
  type FigureValues,
  type ImageFigure,
  type Objective,
} from '../../domain/search/figures.js';
import { spreadIn } from '../../domain/steps/kind-versions.js';
import { spreadTexts } from './spread-text.js';
import { formatNumber } from '../../scripts/format.mjs';

/** `distance 12.3`; `distance none` if it is not known. */
function figureText(name: Objective, values: FigureValues): string {
  const value = values[name];
  return figureRow(name).text(value === undefined ? 'none' : formatNumber(value));
}

type Numbers = Readonly<Record<string, unknown>>;

/** How deviations were taken: by the version of the step, and over how many splits. */
export interface Taken {
  readonly kindVersion: number;
  readonly splits: number;
}

/**
 * A figure of images with its deviation, if one is recorded: `4783 ± 39 (standard error)`; null: the figure is not
 * known. `taken`: null: said elsewhere.
 */
export function judgedText(name: ImageFigure, numbers: Numbers, taken: Taken | null = null): string | null {
  const [value, deviation] = [numbers[name], deviationIn(numbers, name)];
  if (typeof value !== 'number') return null;
  if (deviation === undefined) return formatNumber(value);
  // Two digits: of ten parts, further ones say nothing.
  const text = `${formatNumber(value)} ± ${Number(deviation.toPrecision(2))}`;
  return taken === null ? text : `${text} (${spreadTexts[spreadIn(taken.kindVersion, name)](taken.splits)})`;
}

/** What was judged from images: `distance 12.3 ± 0.4 (standard error)`, `score 1.9 ± 0.039 (10 splits)`. */
export const imageTexts = (numbers: Numbers, taken: Taken | null = null): string[] =>
  imageFigures.flatMap((name) => {
    const judged = judgedText(name, numbers, taken);
    return judged === null ? [] : imageRow(name).text(judged);
  });

/** The parameters, and the costs that a stage asks for: `1,234 parameters in the pair`, `5,678 multiply-adds`. */
export function costTexts(values: FigureValues, ofWhat = ''): string[] {
  const asked = askedCosts.filter((name) => values[name] !== undefined);
  return [`${figureText('parameters', values)}${ofWhat}`, ...asked.map((name) => figureText(name, values))];
}
