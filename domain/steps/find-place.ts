// What people mean when they write a place of a run.
import { unknownPlace } from './place-order.js';

/**
 * A place as it was written: that of a step, or the beginning of several (a slash at the end does not count). `places`:
 * every one of the run's plan. `suggest` finds the one that was likely meant. Throws EAGAN_PLACE_UNKNOWN with what
 * stands there instead.
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

/** What stands below the longest beginning that is right. */
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
