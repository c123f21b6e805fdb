// Puts a graph that Graphviz has laid out into a picture, in the font and the colours of the drawing.
import type { Drawing, Ink } from '../chart.js';
import { heightAround, pictureOf, type LegendEntry, type Panel } from './picture.js';

/**
 * The font whose letters Graphviz measures: it knows few, and these are as wide as the widest of ours. `fontname` of
 * nodes and edges.
 */
export const measuredFont = 'Courier';

interface Graph {
  readonly title: string;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly note?: string;
  readonly dot: string;
  /** Colours in the graph, and what the drawing has for each. */
  readonly colours: (ink: Ink) => Readonly<Record<string, string>>;
}

/** Graphs have a size of their own: they are made smaller where the width is given, and never larger. */
export function graphPicture({ dot, colours, ...picture }: Graph, drawing: Drawing): string {
  const drawn = graphOf(drawing.dot(dot), colours(drawing.ink));
  const width = drawing.isWidthFixed ? drawing.width : Math.max(drawing.width, drawn.width);
  const room = drawing.height === null ? Infinity : drawing.height - heightAround(picture, { ...drawing, width });
  const scale = Math.min(1, width / drawn.width, Math.max(60, room) / drawn.height);
  const [graphWidth, graphHeight] = [drawn.width * scale, drawn.height * scale].map((size) => Number(size.toFixed(2)));
  const svg = drawn.svg(graphWidth!, graphHeight!);
  const panel: Panel = { svg, width, height: Math.ceil(graphHeight!) };
  return pictureOf({ ...picture, rows: [[panel]] }, { ...drawing, width });
}

interface DrawnGraph {
  readonly width: number;
  readonly height: number;
  readonly svg: (width: number, height: number) => string;
}

function graphOf(file: string, colours: Readonly<Record<string, string>>): DrawnGraph {
  const from = file.indexOf('<svg');
  const inner = file.slice(file.indexOf('>', from) + 1, file.lastIndexOf('</svg>'));
  const [, width = '0', height = '0'] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(file) ?? [];
  const own = Object.entries(colours).reduce(
    (text, [colour, ink]) => text.replaceAll(`"${colour}"`, `"${ink}"`),
    inner,
  );
  const shapes = own
    // Several graphs may stand in one page.
    .replace(/ id="[^"]*"/g, '')
    .replace(/ font-family="[^"]*"/g, '')
    .replace(/<!--[^]*?-->\n?/g, '');
  const box = `viewBox="0 0 ${width} ${height}"`;
  return {
    width: Number(width),
    height: Number(height),
    svg: (w, h) => `<svg width="${w}" height="${h}" ${box} stroke-linecap="round">${shapes}</svg>`,
  };
}
