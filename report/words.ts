// Words and numbers of reports: figures with their units, times, what an individual is called.
import { deviationIn, figureRow, isImageFigure, objectives, type Objective } from '../domain/search/figures.js';
import { formatMeasuredDuration, formatNumber } from '../scripts/format.mjs';

type Numbers = Readonly<Record<string, number | undefined>>;

/** `123.4`, or `1.841 ± 0.039` where a deviation is recorded; null: the figure is not known. */
export function figureValue(name: Objective, values: Numbers, deviations: Numbers = {}): string | null {
  const value = values[figureRow(name).recorded];
  if (value === undefined) return null;
  const deviation = isImageFigure(name) ? deviationIn(deviations, name) : undefined;
  // Two digits: of ten parts, further ones say nothing.
  return deviation === undefined ? formatNumber(value) : `${formatNumber(value)} ± ${Number(deviation.toPrecision(2))}`;
}

/** The figures that some values have, in the order of their table. */
export const figuresWithin = (values: readonly Numbers[]): Objective[] =>
  objectives.filter((name) => values.some((one) => one[figureRow(name).recorded] !== undefined));

/** `Fréchet distance 123.4, classifier score 1.84, 12,345 parameters`; empty: none is known. */
export const figureSentence = (values: Numbers, names = figuresWithin([values])): string =>
  names
    .flatMap((name) => {
      const value = figureValue(name, values);
      const { label, from, text } = figureRow(name);
      return value === null ? [] : from === 'images' ? `${label} ${value}` : text(value);
    })
    .join(', ');

export const duration = (ms: number): string => (ms === 0 ? '0 s' : formatMeasuredDuration(ms / 1000));

/** `2026-01-31 12:00:05 UTC`. */
export const moment = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;

export const shortDigest = (digest: string): string => digest.slice(0, 12);
