// An axis for a figure: its title with the better direction, and a logarithm where values are far apart.
import type { ScaleOptions } from '@observablehq/plot';
import { figureRow, type Objective } from '../../domain/search/figures.js';
import { formatLargeCount, formatNumber } from '../../scripts/format.mjs';

const better = { minimize: 'lower is better', maximize: 'higher is better' } as const;

/** The largest value is so many times the smallest where an axis is logarithmic. */
const farApart = 100;

/** Options of Plot for the axis of a figure. */
export function figureAxis(
  name: Objective,
  values: readonly number[],
  direction = figureRow(name).direction,
): ScaleOptions {
  return { ...numberAxis(values), label: `${capitalised(figureRow(name).label)} (${better[direction]})` };
}

/** Options of Plot for an axis of numbers that all have a place on it. */
export function numberAxis(values: readonly number[]): ScaleOptions {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLog = least > 0 && most / least >= farApart;
  // Plot would draw an axis of one value only.
  const around = Math.abs(least) * 0.1 || 1;
  const domain = least === most ? { domain: [least - around, most + around] } : {};
  return { ...domain, type: isLog ? 'log' : 'linear', nice: true, labelArrow: 'none', tickFormat: tickText };
}

/** `12 k`, `0.25`. */
export const tickText = (value: unknown): string => {
  const number = Number(value);
  return Math.abs(number) >= 10_000 ? formatLargeCount(number) : formatNumber(Number(number.toPrecision(6)));
};

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
