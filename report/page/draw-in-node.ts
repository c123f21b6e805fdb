// Draws the charts of a page before anybody opens it.
import type { ReportFacts } from '../../control/report/run-facts.js';
import { nodeDrawing } from '../draw-chart.js';
import { drawIfAny, type Draw } from './draw.js';
import { pageInk, pageWidth } from './ink.js';

export async function createDraw(facts: ReportFacts): Promise<Draw> {
  const size = { width: pageWidth, isWidthFixed: false, height: null, hasTitle: false };
  return drawIfAny(facts, await nodeDrawing(pageInk, size));
}
