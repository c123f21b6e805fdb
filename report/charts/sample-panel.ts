// One line of a sheet of samples: its label, and the first two rows of its picture beside each other.
import type { SampleSheet } from '../../control/report/samples/sample-sheet.js';
import type { Chart, Drawing } from '../chart.js';
import { fontSize, type Panel } from './picture.js';
import { escapeXml, shortened, wrapped } from './text.js';

/** A line of the sheet. */
export interface SampleLine {
  /** Two lines of text. */
  readonly label: readonly [string, string];
  readonly uri: string | null;
  /** Why there are no images. */
  readonly missing: string | null;
  /** Its row in the table. */
  readonly row: Chart['table']['rows'][number];
}

const labelWidth = 176;
/** Rows of the picture that are shown, one after another in a line. */
const shownRows = 2;
/** Grey between the images of a picture (trainer/pictures/sample-grid.ts). */
const gap = 2;
const between = 6;

/** Images in a line of the sheet. */
export const shownImages = 16;

export function samplePanel(line: SampleLine, index: number, sheet: SampleSheet, drawing: Drawing): Panel {
  const cell = sheet.size + gap;
  const scale = Math.max(1, drawing.width - labelWidth) / (shownRows * sheet.columns * cell);
  const height = Math.max(2 * 15, cell * scale) + between;
  const inside = line.uri === null ? why(line, drawing) : strip(line.uri, index, sheet, scale);
  const svg = [
    `<svg width="${drawing.width}" height="${height}">`,
    ...line.label.map((text, i) =>
      textAt(4, 13 + i * 15, shortened(text, labelWidth - 10, fontSize), inkOf(i, drawing)),
    ),
    ...inside,
    '</svg>',
  ];
  return { svg: svg.join('\n'), width: drawing.width, height };
}

const inkOf = (line: number, { ink }: Drawing): string => (line === 0 ? ink.text : ink.muted);

const textAt = (x: number, y: number, text: string, fill: string): string =>
  `<text x="${x}" y="${y}" fill="${fill}">${escapeXml(text)}</text>`;

/** The picture stands once in the document and is looked at through one window for each row. */
function strip(uri: string, index: number, { size, rows, columns }: SampleSheet, scale: number): string[] {
  const cell = size + gap;
  const [width, height] = [columns * cell, cell];
  const id = `samples-${index}`;
  const whole = `width="${width + gap}" height="${rows * cell + gap}"`;
  const windows = Array.from({ length: shownRows }, (_, row) => {
    const place = `x="${labelWidth + row * width * scale}" y="0" width="${width * scale}" height="${height * scale}"`;
    return `<svg ${place} viewBox="1 ${1 + row * cell} ${width} ${height}"><use href="#${id}"/></svg>`;
  });
  return [
    `<defs><image id="${id}" ${whole} href="${escapeXml(uri)}" image-rendering="optimizeSpeed"/></defs>`,
    ...windows,
  ];
}

const why = ({ missing }: SampleLine, { width, ink }: Drawing): string[] =>
  wrapped(missing ?? '', width - labelWidth, fontSize)
    .slice(0, 2)
    .map((text, i) => textAt(labelWidth, 13 + i * 15, text, ink.muted));
