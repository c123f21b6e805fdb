// What a worker or a command sees in place of a payload of Temporal that it does not accept.

/** Why a payload is not accepted. */
export const refusals = {
  unsealed: 'it is not sealed: eagan did not write it, or an earlier version did',
  foreign: 'it is sealed with a key that this state folder does not have',
  replayed: 'it was sealed for another workflow or activity',
  damaged: 'it was changed after it was sealed',
} as const;

export type Refusal = keyof typeof refusals;

/** The value that stands for a refused payload. Nothing that eagan seals has a field of this name. */
export interface RefusedPayload {
  readonly eaganRefused: Refusal;
}

/** Why the value was refused; null: it was not. */
export function refusalOf(value: unknown): Refusal | null {
  const refused = (value as Partial<RefusedPayload> | null | undefined)?.eaganRefused;
  return typeof refused === 'string' && Object.hasOwn(refusals, refused) ? refused : null;
}

/**
 * Why a value is not what eagan sealed for this place; null: it may be. Everything that eagan sends is an object, so
 * anything else was put there by somebody.
 */
export function whyRefused(value: unknown): string | null {
  const refusal = refusalOf(value);
  if (refusal !== null) return refusals[refusal];
  return typeof value === 'object' && value !== null ? null : refusals.unsealed;
}
