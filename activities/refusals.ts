// How requests are refused that do not follow from the store. A refusal repeats nothing of the request but short names.
import { EaganError } from '../domain/errors.js';
import { printableLine } from '../scripts/printable.mjs';

/** `requirement`: what a request must be. `found`: what was asked for instead; foreign text by `shownValue`. */
export function refusedRequest(requirement: string, found: string, options?: ErrorOptions): EaganError {
  return new EaganError(
    'EAGAN_REQUEST_REFUSED',
    `${requirement} (got ${found})`,
    'No workflow of eagan asks for this: somebody else reaches the Temporal server. If the store was restored from an older copy, continue from it: eagan resume RUN',
    options,
  );
}

export function supersededOwner(run: string, newest: number, epoch: number): EaganError {
  return new EaganError(
    'EAGAN_SUPERSEDED',
    `only the newest owner may continue run ${run}: epoch ${newest} (this one is epoch ${epoch})`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}

const longest = 60;

/** A foreign value in an error: short, and printable in one line. */
export function shownValue(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : typeof value;
  const begin = printableLine(value.slice(0, longest));
  return `"${value.length > longest ? `${begin}…` : begin}"`;
}
