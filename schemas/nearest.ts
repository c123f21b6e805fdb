// The nearest legal name to an illegal one: what was most likely meant.
import { distance } from 'fastest-levenshtein';

/** The legal name that is likely meant; undefined if none is near. Case, `-` and `_` do not count. */
export function nearestName(wrong: string, legal: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, '');
  const ranked = legal
    .map((name) => ({ name, edits: distance(plain(wrong.slice(0, 100)), plain(name)) }))
    .filter(
      ({ name, edits }) => edits <= Math.max(1, Math.floor(name.length / 3)) || isAnagram(plain(wrong), plain(name)),
    )
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name;
}

/** The advice of a complaint about a name: the nearest legal one, or none. */
export function didYouMean(wrong: string, legal: readonly string[]): { readonly suggestion?: string } {
  const near = nearestName(wrong, legal);
  return near ? { suggestion: `Did you mean ${near}?` } : {};
}

/** Two swapped letters in a short word are two edits, but one mistake. */
function isAnagram(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
}
