// The end of an epoch as a line of the ledger, and back.
import type { Digest } from '../digest.js';
import type { RunEnd } from '../runs/run-state.js';
import type { LedgerKinds } from './kinds.js';

type Ended = LedgerKinds['ended'];

export function endedEvent(end: RunEnd, resultDigest: Digest | null): { readonly kind: 'ended' } & Ended {
  const event = { kind: 'ended', state: end.status } as const;
  if (end.status === 'completed')
    return { ...event, exportKey: end.exportKey, ...(resultDigest === null ? {} : { resultDigest }) };
  if (end.status === 'failed' || end.status === 'blocked')
    return { ...event, code: end.code, message: end.message.slice(0, longestMessage) };
  return { ...event, ...(end.status === 'paused' && end.budget !== undefined ? { budget: end.budget } : {}) };
}

/** A line is no place for a whole log. */
const longestMessage = 2_000;

/** What the line knows of the end: neither the cure nor the activity. */
export function runEndOf({ state, exportKey, budget, code, message }: Ended): RunEnd {
  if (state === 'completed') return { status: state, exportKey: exportKey ?? '' };
  if (state === 'paused') return { status: state, ...(budget === undefined ? {} : { budget }) };
  if (state === 'cancelled') return { status: state };
  return { status: state, code: code ?? '', message: message ?? '', cure: null, activity: null };
}
