// Names that attack the terminal of whoever reads them, and how to tell that none of it is left.

/** A title, a clear screen, hidden text, C1, directions, tags, zero width, lines of its own. */
export const hostile = [
  ...['\x1b]0;owned\x07', '\x1b[2J', '\x1b[8mhidden\x1b[0m', '\x1b[31mred', '\x9b2J', '\x9d0;owned\x9c', '\x7f'],
  ...['\u202egnp.exe', '\u2066a\u2069', '\u200b', '\u2028error EAGAN_INTERNAL', '\u{e0041}', '\ufeff', '\u3164'],
].join('');

/** The same for places that may hold no line break or zero byte, such as names of files. */
export const hostileName = hostile.replaceAll('\n', '');

const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** The colours that the program itself uses: red, green, yellow, cyan, bold, and their ends. */
// eslint-disable-next-line no-control-regex
const ownColours = /\x1b\[(?:31|32|33|36|39|1|22)m/g;

/** The first character that a terminal would obey, as a number; null if there is none. */
export function firstObeyed(text: string): string | null {
  return obeyed.exec(text)?.[0].codePointAt(0)!.toString(16) ?? null;
}

/** The same, apart from our own colours: they stand only around words of ours. */
export const firstForeign = (text: string): string | null => firstObeyed(text.replace(ownColours, ''));
