// Puts a picture together: title, legend, and panels that Plot has drawn, in one `svg` element with a description.
import type { Drawing } from '../chart.js';
import { escapeXml, printableMarkup, printableText, textWidth, wrapped } from './text.js';

/** The name of the font that files bring along, and what stands in for it elsewhere. */
const fontFamily = 'DejaVu Sans, sans-serif';
export const fontSize = 11;
const lineHeight = 15;

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** `dot`: filled; `ring`: not filled. */
  readonly mark: 'dot' | 'ring' | 'line' | 'dashes' | 'square' | 'cross';
}

export interface Panel {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  readonly title: string;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  /** Rows of panels, from left to right. */
  readonly rows: readonly (readonly Panel[])[];
  /** A line below everything. */
  readonly note?: string;
}

/** The height of what stands around the panels. */
export function heightAround({ title, legend, note }: Omit<Picture, 'rows' | 'summary'>, drawing: Drawing): number {
  const { width, hasTitle } = drawing;
  const lines = (hasTitle ? titleLines(title, width).length : 0) + legendRows(legend, width).length;
  return lines * lineHeight + (lines > 0 ? 6 : 0) + noteLines(note, width).length * lineHeight;
}

/** One `svg` element. */
export function pictureOf(picture: Picture, drawing: Drawing): string {
  const { width, ink, hasTitle } = drawing;
  const titles = hasTitle ? titleLines(picture.title, width) : [];
  const legend = legendRows(picture.legend, width);
  const above = titles.length + legend.length;
  const placed = placedPanels(picture.rows, above * lineHeight + (above > 0 ? 6 : 0));
  const notes = noteLines(picture.note, width);
  const marks = legend.map((row, i) => row.map((each) => legendMark(each, baseline(titles.length + i), drawing)));
  const lines = [
    svgStart(width, placed.bottom + notes.length * lineHeight, picture, drawing),
    ...titles.map((line, i) => textAt(pad, baseline(i), line, ink.text, ' font-weight="bold"')),
    ...marks.flat(),
    ...placed.panels,
    ...notes.map((line, i) => textAt(pad, placed.bottom + baseline(i), line, ink.muted)),
    '</svg>',
  ];
  // What Plot wrote into a panel is escaped, but it may hold characters that XML does not allow or nobody sees.
  return printableMarkup(lines.join('\n'));
}

const pad = 4;
const baseline = (line: number): number => (line + 1) * lineHeight - 4;

function placedPanels(rows: Picture['rows'], top: number): { readonly panels: string[]; readonly bottom: number } {
  const panels: string[] = [];
  let bottom = top;
  for (const row of rows) {
    let x = 0;
    for (const { svg, width } of row) {
      panels.push(svg.replace('<svg', `<svg x="${x}" y="${bottom}"`));
      x += width;
    }
    bottom += Math.max(...row.map(({ height }) => height));
  }
  return { panels, bottom };
}

function svgStart(width: number, height: number, { title, summary }: Picture, { ink }: Drawing): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = `font-family="${fontFamily}" font-size="${fontSize}" color="${ink.text}" fill="${ink.text}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(summary)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${ink.paper}"/>`,
  ].join('\n');
}

const titleLines = (title: string, width: number): string[] => wrapped(title, width - 2 * pad, fontSize * 1.1);
const noteLines = (note: string | undefined, width: number): string[] =>
  note === undefined || note === '' ? [] : wrapped(note, width - 2 * pad, fontSize);

const textAt = (x: number, y: number, line: string, fill: string, more = ''): string =>
  `<text x="${x}" y="${y}" fill="${fill}"${more}>${escapeXml(line)}</text>`;

interface PlacedEntry extends LegendEntry {
  readonly x: number;
}

/** As many entries in a row as there is room for. */
function legendRows(legend: readonly LegendEntry[], width: number): PlacedEntry[][] {
  const rows: PlacedEntry[][] = [];
  let x = Infinity;
  for (const entry of legend) {
    const needed = 16 + textWidth(printableText(entry.label), fontSize) + 14;
    if (x + needed > width + 14) {
      rows.push([]);
      x = pad;
    }
    rows.at(-1)!.push({ ...entry, x });
    x += needed;
  }
  return rows;
}

function legendMark({ label, colour, mark, x }: PlacedEntry, y: number, { ink }: Drawing): string {
  return `${marks[mark](x, y - 4, colour)}${textAt(x + 16, y, label, ink.text)}`;
}

const marks: Readonly<Record<LegendEntry['mark'], (x: number, y: number, colour: string) => string>> = {
  dot: (x, y, colour) => `<circle cx="${x + 6}" cy="${y}" r="4" fill="${colour}"/>`,
  ring: (x, y, colour) => `<circle cx="${x + 6}" cy="${y}" r="3.5" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
  line: (x, y, colour) => `<path d="M${x} ${y}h12" stroke="${colour}" stroke-width="2"/>`,
  dashes: (x, y, colour) => `<path d="M${x} ${y}h12" stroke="${colour}" stroke-width="2" stroke-dasharray="3 2"/>`,
  cross: (x, y, colour) => `<path d="M${x + 2} ${y - 4}l8 8m0-8l-8 8" stroke="${colour}" stroke-width="2"/>`,
  square: (x, y, colour) => `<rect x="${x + 1}" y="${y - 5}" width="10" height="10" fill="${colour}"/>`,
};
