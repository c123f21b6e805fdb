// The one table of charts. A new one: its file here, and its line in this table.
import type { ChartMaker } from '../chart.js';
import { cell } from './cell.js';
import { front } from './front.js';
import { lineage } from './lineage.js';
import { losses } from './losses.js';
import { progress } from './progress.js';
import { samples } from './samples.js';
import { scores } from './scores.js';
import { settings } from './settings.js';
import { timeline } from './timeline.js';

export const charts = {
  front,
  progress,
  losses,
  scores,
  settings,
  timeline,
  lineage,
  cell,
  samples,
} as const satisfies Record<string, ChartMaker>;

export type ChartName = keyof typeof charts;
