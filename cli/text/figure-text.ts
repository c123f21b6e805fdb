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
import { kernelSubsets } from '../../domain/steps/protocol.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';

/** `distance 12.3`; `distance none` if it is not known. */
function figureText(name: Objective, values: FigureValues): string {
  const value = values[name];
  return figureRow(name).text(value === undefined ? 'none' : formatNumber(value));
}

type Numbers = Readonly<Record<string, unknown>>;

/**
 * A figure of images with its deviation, if one is recorded: `1.841 ± 0.039 (10 splits)`; null: the figure is not
 * known. `splits`: how many; null: said elsewhere.
 */
export function judgedText(name: ImageFigure, numbers: Numbers, splits: number | null = null): string | null {
  const [value, deviation] = [numbers[name], deviationIn(numbers, name)];
  if (typeof value !== 'number') return null;
  if (deviation === undefined) return formatNumber(value);
  // Two digits: of ten splits, further ones say nothing.
  const spread = `± ${Number(deviation.toPrecision(2))}`;
  return [formatNumber(value), spread, ...(splits === null ? [] : [`(${partsText(name, splits)})`])].join(' ');
}

/** Between what a deviation is: `10 splits`, `100 subsets`. */
export const partsText = (name: ImageFigure, splits: number): string =>
  imageRow(name).over === 'splits' ? formatCount(splits, 'split') : formatCount(kernelSubsets, 'subset');

/** What was judged from images: `distance 12.3`, `score 1.9 ± 0.039 (10 splits)`. */
export const imageTexts = (numbers: Numbers, splits: number | null = null): string[] =>
  imageFigures.flatMap((name) => {
    const judged = judgedText(name, numbers, splits);
    return judged === null ? [] : imageRow(name).text(judged);
  });

/** The parameters, and the costs that a stage asks for: `1,234 parameters in the pair`, `5,678 multiply-adds`. */
export function costTexts(values: FigureValues, ofWhat = ''): string[] {
  const asked = askedCosts.filter((name) => values[name] !== undefined);
  return [`${figureText('parameters', values)}${ofWhat}`, ...asked.map((name) => figureText(name, values))];
}
