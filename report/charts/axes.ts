// An axis for a figure: its title with the better direction, and a logarithm where values are far apart.
import { figureRow, type Objective } from '../../domain/search/figures.js';
import type { AxisSettings } from '../chart.js';
import { formatLargeCount, formatNumber } from '../../scripts/format.mjs';

const better = { minimize: 'lower is better', maximize: 'higher is better' } as const;

/** The largest value is so many times the smallest where an axis is logarithmic. */
const farApart = 100;

/** Options of Plot for the axis of a figure. `ticks`: about how many. */
export function figureAxis(name: Objective, values: readonly number[], ticks: number): AxisSettings {
  const { label, direction } = figureRow(name);
  return { ...numberAxis(values, ticks), label: `${capitalised(label)} (${better[direction]})` };
}

/** Options of Plot for an axis of numbers that all have a place on it. */
export function numberAxis(values: readonly number[], ticks: number): AxisSettings {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // Plot's own format has as many digits as the steps of the axis need.
  const large = most >= 10_000 ? { tickFormat: tickText } : {};
  const usual = { nice: true, labelArrow: 'none', ...large } as const;
  if (least > 0 && most / least >= farApart) return { ...usual, type: 'log', ticks: powersOfTen(least, most) };
  // Plot would draw an axis of one value only.
  const around = Math.abs(least) * 0.1 || 1;
  const domain = least === most ? { domain: [least - around, most + around] } : {};
  return { ...usual, ...domain, type: 'linear', ticks };
}

/** From the one below `least` to the one above `most`, as a nice axis has them. */
function powersOfTen(least: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** `12 k`, `0.25`. */
export const tickText = (value: unknown): string => {
  const number = Number(value);
  return Math.abs(number) >= 10_000 ? formatLargeCount(number) : formatNumber(Number(number.toPrecision(6)));
};

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
