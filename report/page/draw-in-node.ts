// Draws the charts of a page before anybody opens it.
import { nodeDrawing } from '../draw-chart.js';
import type { ReportFacts } from '../../control/report/run-facts.js';
import { charts } from '../charts/index.js';
import { drawIfAny, type Draw } from './draw.js';
import { pageInk, pageWidth } from './ink.js';

export async function createDraw(facts: ReportFacts): Promise<Draw> {
  const drawing = await nodeDrawing(pageInk, { width: pageWidth, isWidthFixed: false, height: null, hasTitle: false });
  return drawIfAny((name, options) => ({ name, ...charts[name].draw(facts, options, drawing) }));
}
