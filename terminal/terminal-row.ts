// A row of images as terminal blocks: two pixels a character, or shades of grey without colour.

/** What the terminal can show. */
export type TerminalColours = 'truecolour' | '256' | 'none';

export interface RowLayout {
  readonly size: number;
  /** Images side by side. */
  readonly count: number;
  /** The width of an image in characters; it is half as many lines high. At most `size`. */
  readonly width: number;
  readonly colours: TerminalColours;
}

type Pixel = readonly [number, number, number];

/** What the environment asks for: NO_COLOR and a dumb terminal mean no colour, COLORTERM announces 24 bits. */
export function terminalColours(environment: Readonly<Record<string, string | undefined>>): TerminalColours {
  const { NO_COLOR, TERM, COLORTERM } = environment;
  if (NO_COLOR || TERM === 'dumb') return 'none';
  return /truecolor|24bit/.test(COLORTERM ?? '') ? 'truecolour' : '256';
}

/** The first `count` images (bytes NHWC RGB) as lines of text, one blank column between two images. */
export function terminalRow(images: Uint8Array, layout: RowLayout): string {
  const { size, width, colours } = layout;
  const count = Math.min(layout.count, Math.floor(images.length / (size * size * 3)));
  const lines: string[] = [];
  for (let line = 0; line < Math.ceil(width / 2); line++) {
    const parts = Array.from({ length: count }, (_, index) => {
      const image = images.subarray(index * size * size * 3, (index + 1) * size * size * 3);
      return lineOf(image, size, width, line, colours);
    });
    lines.push(parts.join(' '));
  }
  return lines.join('\n');
}

function lineOf(image: Uint8Array, size: number, width: number, line: number, colours: TerminalColours): string {
  let text = '';
  for (let column = 0; column < width; column++) {
    const upper = average(image, size, width, column, 2 * line);
    const lower = average(image, size, width, column, Math.min(width - 1, 2 * line + 1));
    text += colours === 'none' ? shade(upper, lower) : block(upper, lower, colours);
  }
  return colours === 'none' ? text : `${text}\x1b[0m`;
}

/** Mean colour of the pixels in one of width × width fields. */
function average(image: Uint8Array, size: number, width: number, column: number, row: number): Pixel {
  const from = (position: number): number => Math.floor((position * size) / width);
  const sum = [0, 0, 0];
  let pixels = 0;
  for (let y = from(row); y < Math.max(from(row) + 1, from(row + 1)); y++) {
    for (let x = from(column); x < Math.max(from(column) + 1, from(column + 1)); x++, pixels++) {
      for (let channel = 0; channel < 3; channel++) sum[channel]! += image[(y * size + x) * 3 + channel]!;
    }
  }
  return [sum[0]! / pixels, sum[1]! / pixels, sum[2]! / pixels];
}

function block(upper: Pixel, lower: Pixel, colours: '256' | 'truecolour'): string {
  return `\x1b[38;${code(upper, colours)};48;${code(lower, colours)}m▀`;
}

/** 24 bits as they are; with 256 colours the 6 × 6 × 6 cube, whose levels are 0, 95, 135, 175, 215, 255. */
function code(pixel: Pixel, colours: '256' | 'truecolour'): string {
  if (colours === 'truecolour') return `2;${pixel.map(Math.round).join(';')}`;
  const level = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40));
  return `5;${16 + 36 * level(pixel[0]) + 6 * level(pixel[1]) + level(pixel[2])}`;
}

function shade(upper: Pixel, lower: Pixel): string {
  const light = (pixel: Pixel): number => 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  return ' ░▒▓█'[Math.min(4, Math.floor(((light(upper) + light(lower)) / 2 / 256) * 5))]!;
}
