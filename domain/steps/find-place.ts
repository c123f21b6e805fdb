// Finds the place of a run that people mean by what they type.
import { unknownPlace } from './place-order.js';

/**
 * The place of a step, or the beginning of several places; slashes at the end are ignored. `places`: every place of the
 * run's plan. `suggest` finds the place that was probably meant. Throws EAGAN_PLACE_UNKNOWN, which names that place or
 * those that exist there.
 */
export function findPlace(
  text: string,
  places: readonly string[],
  suggest: (wrong: string, legal: readonly string[]) => string | undefined,
): string {
  const wanted = text.trim().replace(/\/+$/, '');
  const legal = beginningsOf(places);
  if (legal.has(wanted)) return wanted;
  const likely = suggest(wanted, [...legal]);
  throw unknownPlace(text, likely ? `${likely}?` : childrenBelow(wanted, [...legal]));
}

/** Places and their beginnings, in the order of the plan. */
function beginningsOf(places: readonly string[]): Set<string> {
  return new Set(
    places.flatMap((place) => place.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))),
  );
}

/** The places directly below the longest correct beginning, as text. */
function childrenBelow(wanted: string, legal: readonly string[]): string {
  const parts = wanted.split('/');
  const known = parts
    .map((_, index) => parts.slice(0, index).join('/'))
    .findLast((way) => !way || legal.includes(way))!;
  const depth = known ? known.split('/').length : 0;
  const children = legal.filter(
    (way) => way.split('/').length === depth + 1 && (!known || way.startsWith(`${known}/`)),
  );
  if (children.length === 0) return known;
  const shown = children.length > 8 ? [...children.slice(0, 3), '…', ...children.slice(-2)] : children;
  return `one of ${shown.join(', ')}`;
}
