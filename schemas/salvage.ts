// What can be read of a text that is not YAML: it leaves out the sections of the root that confuse the parser, so that
// the others can be checked.

/** Where the parser is first confused; null if it is not. */
export type Confusion = (text: string) => number | null;

export interface Salvage {
  /** Spaces replace what was left out, so that offsets stay. */
  readonly text: string;
  /** Where the parser was confused, in the order of discovery. */
  readonly confusions: readonly number[];
}

/** How many mistakes are worked around; each costs up to two readings for each earlier one. */
const deepest = 3;
/** For some texts the parser's time grows with the square of their length. */
const longest = 16 * 1024;

/** Leaves sections out until the rest is legal; null if that does not help. */
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

/** Without the section at the position, and without the one before: what that one leaves open is noticed here. */
function candidates(text: string, at: number): string[] {
  const starts = [...text.matchAll(/^[\w"'.$]/gm)].map(({ index }) => index);
  const here = starts.findLastIndex((start) => start <= at);
  return [here, here - 1]
    .filter((section) => section >= 0)
    .map((section) => blank(text, starts[section]!, starts[section + 1] ?? text.length));
}

const blank = (text: string, start: number, end: number): string =>
  text.slice(0, start) + text.slice(start, end).replaceAll(/[^\n\r]/g, ' ') + text.slice(end);
