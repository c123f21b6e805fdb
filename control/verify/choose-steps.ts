// Which steps `eagan verify --rerun` runs again: a sample drawn by a seed, or those at a place.
import { randomInt } from 'node:crypto';
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

/**
 * That share of the items, rounded up and in their own order. The seed decides which: a fresh one each time, so that
 * nobody knows before what is not checked.
 */
export function sampleOf<T>(items: readonly T[], share: number, seed: number): T[] {
  const chosen = new Set(
    stream(seed, 'verify/rerun')
      .shuffle(items)
      .slice(0, Math.ceil(items.length * share)),
  );
  return items.filter((item) => chosen.has(item));
}

/** A seed that nobody knows before. */
export const freshSampleSeed = (): number => randomInt(2 ** 32);

/** `--sample-seed`: a whole number from 0. Throws EAGAN_USAGE. */
export function parseSampleSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new EaganError('EAGAN_USAGE', `--sample-seed must be a whole number from 0 to 4294967295 (got ${text})`);
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
