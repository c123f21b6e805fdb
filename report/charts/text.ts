// Text in pictures: escaped, printable, and measured well enough to leave room for it.
import { printable, printableLine } from '../../scripts/printable-text.mjs';

/** Text of others in one line; nothing in it is invisible, and all of it is legal in XML. */
export const printableText = (text: string): string => legal(printableLine(text));

/** The same for markup of several lines. */
export const printableMarkup = (markup: string): string => legal(printable(markup));

const legal = (text: string): string => text.replace(/[\uFFFE\uFFFF]/g, '\uFFFD');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as the content of an element or an attribute of SVG. */
export const escapeXml = (text: string): string => printableText(text).replace(/[&<>"']/g, (found) => entities[found]!);

/** Of the font's height; the mean of its letters is less. */
const widthOfCharacter = 0.58;

/** About how wide a text is, rather too wide: no font can be asked without a browser. */
export const textWidth = (text: string, fontSize: number): number => [...text].length * fontSize * widthOfCharacter;

/** A text in lines of at most that width, broken between words. A longer word is cut. */
export function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of printableText(text)
    .split(' ')
    .map((each) => shortened(each, width, fontSize))) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A text that fits, with `…` where the rest was. */
export function shortened(text: string, width: number, fontSize: number): string {
  const fitting = Math.max(1, Math.floor(width / (fontSize * widthOfCharacter)));
  const characters = [...text];
  return characters.length <= fitting ? text : `${characters.slice(0, fitting - 1).join('')}…`;
}
