// Which steps `eagan verify --rerun` runs again: a fixed sample, or those at a place.
import { EaganError } from '../../domain/errors.js';
import { stream } from '../../domain/stream.js';

/** What the user asked to run again. */
export type RerunChoice = { readonly share: number } | { readonly place: string };

/** `5%`, or a place or the beginning of one. Throws EAGAN_USAGE for a share outside of (0, 100]. */
export function parseChoice(text: string): RerunChoice {
  const percent = /^(.*)%$/.exec(text.trim());
  if (!percent) return { place: text.trim().replace(/\/+$/, '') };
  const share = Number(percent[1]) / 100;
  if (percent[1] !== '' && share > 0 && share <= 1) return { share };
  throw new EaganError(
    'EAGAN_USAGE',
    `--rerun must be a percentage above 0% and at most 100%, or a place (got ${text})`,
  );
}

/** That share of the items, rounded up, drawn by seed 0 and in their own order: the same items every time. */
export function sampleOf<T>(items: readonly T[], share: number): T[] {
  const chosen = new Set(
    stream(0, 'verify/rerun')
      .shuffle(items)
      .slice(0, Math.ceil(items.length * share)),
  );
  return items.filter((item) => chosen.has(item));
}

/** The items at a place or below it. Throws EAGAN_PLACE_UNKNOWN if there are none. */
export function itemsAt<T extends { readonly step: { readonly place: string } }>(
  items: readonly T[],
  place: string,
): T[] {
  const found = items.filter(({ step }) => step.place === place || step.place.startsWith(`${place}/`));
  if (found.length > 0) return found;
  throw new EaganError(
    'EAGAN_PLACE_UNKNOWN',
    `the run must have a finished step at ${place} or below it (got none)`,
    'List the places: eagan history RUN',
  );
}
