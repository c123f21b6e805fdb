// The one table of charts. A new one: its file here, and its line in this table.
import type { ChartMaker } from '../chart.js';
import { front } from './front.js';
import { samples } from './samples.js';

export const charts = { front, samples } as const satisfies Record<string, ChartMaker>;

export type ChartName = keyof typeof charts;
