// Colours of ours: they reach the terminal because they carry a mark that nobody else knows. Escapes in the text of
// others are shown as text (scripts/printable.mjs).
import { randomBytes } from 'node:crypto';
import picocolors from 'picocolors';
import { printable } from '../scripts/printable.mjs';

/** The colours that the program uses; each plain if its stream should stay plain. */
export interface Colors {
  readonly isColorSupported: boolean;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly bold: Paint;
}
type Paint = (text: string) => string;

/** Made by each process, so that a file cannot have it. */
const mark = randomBytes(9).toString('hex');
const [start, end] = [`\0${mark}`, '\0'];
const sealed = new RegExp(`${start}([\\d;]*)${end}`, 'g');
const escapeCharacter = '\x1b';
const colourCode = new RegExp(`${escapeCharacter}\\[([\\d;]*)m`, 'g');

/** Colours that `terminalText` lets through. */
export function createColors(enabled: boolean): Colors {
  const colors = picocolors.createColors(enabled);
  const paint =
    (format: (text: string) => string): Paint =>
    (text) =>
      sealColours(format(printable(text)));
  return {
    isColorSupported: colors.isColorSupported,
    red: paint(colors.red),
    green: paint(colors.green),
    yellow: paint(colors.yellow),
    cyan: paint(colors.cyan),
    bold: paint(colors.bold),
  };
}

/** Marks the colour codes of a text as ours. The text must hold nothing of others: pictures, for example. */
export const sealColours = (text: string): string => text.replace(colourCode, `${start}$1${end}`);

/** A text as it goes to a terminal: our colours, and everything else printable. */
export function terminalText(text: string): string {
  const parts = text.split(sealed); // text, code, text, code, …
  return parts.map((part, index) => (index % 2 === 0 ? printable(part) : `${escapeCharacter}[${part}m`)).join('');
}
