// What is left of a text that is no YAML: without the sections of its root that confuse the parser, so that the others
// can be judged.

/** Where the parser is confused for the first time; null when it is not. */
export type Confusion = (text: string) => number | null;

export interface Salvage {
  /** Spaces stand in place of what was left out: offsets stay. */
  readonly text: string;
  /** Where the parser was confused, in the order in which that was found. */
  readonly confusions: readonly number[];
}

/** So many mistakes are looked behind; each costs up to two readings for each one before. */
const deepest = 3;
/** The parser's time grows with the square of some texts. */
const longest = 16 * 1024;

/** Leaves sections out until the rest is legal; null where that does not help. */
export function salvage(text: string, confusion: Confusion): Salvage | null {
  return text.length > longest ? null : search(text, confusion, deepest);
}

function search(text: string, confusion: Confusion, depth: number): Salvage | null {
  const at = confusion(text);
  if (at === null) return { text, confusions: [] };
  if (depth === 0) return null;
  const found = candidates(text, at).flatMap((one) => search(one, confusion, depth - 1) ?? []);
  const [best] = found.sort((a, b) => a.confusions.length - b.confusions.length);
  return best ? { text: best.text, confusions: [at, ...best.confusions] } : null;
}

/** Without the section of the place, and without the one before: what is left open there is noticed here. */
function candidates(text: string, at: number): string[] {
  const starts = [...text.matchAll(/^[\w"'.$]/gm)].map(({ index }) => index);
  const here = starts.findLastIndex((start) => start <= at);
  return [here, here - 1]
    .filter((section) => section >= 0)
    .map((section) => blank(text, starts[section]!, starts[section + 1] ?? text.length));
}

const blank = (text: string, start: number, end: number): string =>
  text.slice(0, start) + text.slice(start, end).replaceAll(/[^\n\r]/g, ' ') + text.slice(end);
