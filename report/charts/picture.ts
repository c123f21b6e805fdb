// Puts a picture together: title, legend, and panels that Plot has drawn, in one `svg` element with a description.
import type { Drawing } from '../chart.js';
import { escapeXml, printableText, textWidth, wrapped } from './text.js';

/** The name of the font that files bring along, and what stands in for it elsewhere. */
export const fontFamily = 'DejaVu Sans, sans-serif';
export const fontSize = 11;
const lineHeight = 15;

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** `dot`: filled; `ring`: not filled. */
  readonly mark: 'dot' | 'ring' | 'line' | 'dashes' | 'square';
}

export interface Panel {
  readonly svg: string;
  readonly height: number;
}

export interface Picture {
  readonly title: string;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly panels: readonly Panel[];
  /** A line below everything. */
  readonly note?: string;
}

/** The height of what stands around the panels. */
export function heightAround({ title, legend, note }: Omit<Picture, 'panels' | 'summary'>, drawing: Drawing): number {
  const { width, hasTitle } = drawing;
  const lines = (hasTitle ? titleLines(title, width).length : 0) + legendRows(legend, width).length;
  return lines * lineHeight + (lines > 0 ? 6 : 0) + noteLines(note, width).length * lineHeight;
}

/** One `svg` element. */
export function pictureOf(picture: Picture, drawing: Drawing): string {
  const { width, ink, hasTitle } = drawing;
  const { title, legend, panels, note } = picture;
  const titles = hasTitle ? titleLines(title, width) : [];
  const rows = legendRows(legend, width);
  let y = (titles.length + rows.length) * lineHeight + (titles.length + rows.length > 0 ? 6 : 0);
  const placed = panels.map((panel) => {
    const at = y;
    y += panel.height;
    return panel.svg.replace('<svg', `<svg x="0" y="${at}"`);
  });
  const notes = noteLines(note, width).map((line, i) => textAt(0, y + (i + 1) * lineHeight - 4, line, ink.muted));
  return [
    svgStart(width, y + notes.length * lineHeight, picture, drawing),
    ...titles.map((line, i) => textAt(0, (i + 1) * lineHeight - 3, line, ink.text, ' font-weight="bold"')),
    ...rows.flatMap((row, i) =>
      row.map((entry) => legendMark(entry, (titles.length + i + 1) * lineHeight - 3, drawing)),
    ),
    ...placed,
    ...notes,
    '</svg>',
  ].join('\n');
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

const titleLines = (title: string, width: number): string[] => wrapped(title, width, fontSize * 1.15);
const noteLines = (note: string | undefined, width: number): string[] =>
  note === undefined ? [] : wrapped(note, width, fontSize);

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
      x = 0;
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
  square: (x, y, colour) => `<rect x="${x + 1}" y="${y - 5}" width="10" height="10" fill="${colour}"/>`,
};
