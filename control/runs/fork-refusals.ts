// Why a fork cannot be made, with the steps that prevent it.
import { EaganError } from '../../domain/errors.js';
import type { ForkVerdict } from '../../domain/runs/fork.js';

/** EAGAN_FORK_ALTERS; with --json it lists every place, on a terminal the first ones. */
export class ForkAltersError extends EaganError {
  readonly details: Pick<ForkVerdict, 'altered' | 'added'>;

  constructor(run: string, at: string, { altered, added }: ForkVerdict) {
    const [first] = [...altered, ...added];
    super(
      'EAGAN_FORK_ALTERS',
      altered.length > 0
        ? `a fork at ${at} must share every earlier step of ${run} (the change alters ${listed(altered)})`
        : `a fork at ${at} must share every earlier step of ${run} (the change adds ${listed(added)})`,
      `Fork at ${first} or an earlier place, or start a new run: eagan run FILE --set path=value`,
    );
    this.details = { altered, added };
  }
}

/**
 * Throws the reason against a fork: EAGAN_FORK_ALTERS, EAGAN_PLACE_NOT_REACHED, or EAGAN_USAGE if nothing would be
 * shared.
 */
export function refuseFork(run: string, at: string, verdict: ForkVerdict, shared: number): void {
  if (verdict.altered.length + verdict.added.length > 0) throw new ForkAltersError(run, at, verdict);
  if (verdict.missing.length > 0) throw notReached(run, at, verdict.missing);
  if (shared > 0) return;
  throw new EaganError(
    'EAGAN_USAGE',
    `a fork must share at least one step with ${run} (no step comes before --at ${at})`,
    'Start a new run: eagan run FILE --new',
  );
}

function notReached(run: string, at: string, missing: readonly string[]): EaganError {
  return new EaganError(
    'EAGAN_PLACE_NOT_REACHED',
    `${run} must have finished every step before ${at} (not finished: ${listed(missing)})`,
    `Resume the run until it gets there (eagan resume ${run}), or fork at an earlier place, for example ${missing[0]}.`,
  );
}

const shownPlaces = 6;

function listed(places: readonly string[]): string {
  const more = places.length - shownPlaces;
  return `${places.slice(0, shownPlaces).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
