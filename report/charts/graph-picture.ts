// Puts a graph that Graphviz has laid out into a picture, in the font and the colours of the drawing.
import type { Drawing, Ink } from '../chart.js';
import { fontSize, heightAround, pictureOf, type LegendEntry, type Panel } from './picture.js';
import { escapeXml, shortened } from './text.js';

/**
 * The font whose letters Graphviz measures: it knows few, and these are as wide as the widest of ours. `fontname` of
 * nodes and edges.
 */
export const measuredFont = 'Courier';

interface GraphPicture {
  readonly title: string;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  /** One below the other. */
  readonly graphs: readonly { readonly caption?: string; readonly dot: string }[];
  /** Colours in the graphs, and what the drawing has for each. */
  readonly colours: (ink: Ink) => Readonly<Record<string, string>>;
}

/** Graphs have a size of their own: they are made smaller where the width is given, and never larger. */
export function graphPicture({ graphs, colours, ...picture }: GraphPicture, drawing: Drawing): string {
  const inks = colours(drawing.ink);
  const drawn = graphs.map(({ caption, dot }) => ({ caption, graph: graphOf(drawing.dot(dot), inks) }));
  const widest = Math.max(...drawn.map(({ graph }) => graph.width));
  const width = drawing.isWidthFixed ? drawing.width : Math.max(drawing.width, Math.ceil(widest));
  const scale = Math.min(1, width / widest, roomFor(drawn, heightAround(picture, { ...drawing, width }), drawing));
  const rows = drawn.flatMap(({ caption, graph }) => [
    ...(caption === undefined ? [] : [[captionPanel(caption, width)]]),
    [graphPanel(graph, scale, width)],
  ]);
  return pictureOf({ ...picture, rows }, { ...drawing, width });
}

const captionHeight = 24;

/** How much smaller graphs must be for the height that is asked for. */
function roomFor(
  drawn: readonly { readonly caption: string | undefined; readonly graph: DrawnGraph }[],
  around: number,
  { height }: Drawing,
): number {
  if (height === null) return 1;
  const captions = drawn.filter(({ caption }) => caption !== undefined).length * captionHeight;
  const graphs = drawn.reduce((sum, { graph }) => sum + graph.height, 0);
  return Math.max(60, height - around - captions) / graphs;
}

function captionPanel(caption: string, width: number): Panel {
  const text = `<text x="4" y="18" font-size="${fontSize}">${escapeXml(shortened(caption, width - 8, fontSize))}</text>`;
  return { svg: `<svg width="${width}" height="${captionHeight}">${text}</svg>`, width, height: captionHeight };
}

function graphPanel(graph: DrawnGraph, scale: number, width: number): Panel {
  const [graphWidth, height] = [graph.width * scale, graph.height * scale].map((size) => Number(size.toFixed(2)));
  return { svg: graph.svg(graphWidth!, height!), width, height: Math.ceil(height!) };
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
