// A panel of a picture: what Plot draws, without style sheets, which a page's policy would refuse.
import type { Drawing, PlotSettings } from '../chart.js';
import type { Panel } from './picture.js';
import { fontSize } from './picture.js';

interface PlottedElement {
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
  removeAttribute(name: string): void;
  setAttribute(name: string, value: string): void;
  scale(name: string): PlottedScale | undefined;
}

interface PlottedScale {
  apply(value: unknown): number;
}

/** What Plot made, to ask for its scales. */
export interface Plotted extends Panel {
  readonly scale: (name: 'x' | 'y') => PlottedScale;
}

/** Draws a panel. */
export function plotted(
  { Plot, document }: Drawing,
  { width, height }: Omit<Panel, 'svg'>,
  options: PlotSettings,
): Plotted {
  const element = Plot.plot({ document, width, height, ...options } as PlotSettings) as unknown as PlottedElement;
  for (const style of element.querySelectorAll('style')) style.remove();
  // The picture around it has the font and the colour.
  for (const name of ['class', 'font-family', 'fill']) element.removeAttribute(name);
  element.setAttribute('font-size', String(fontSize));
  // The title of an axis may be wider than its panel.
  element.setAttribute('overflow', 'visible');
  return { svg: element.outerHTML, width, height, scale: (name) => element.scale(name)! };
}
