// What the store remembers of a run besides its steps: how it stands, what was asked of it, and what it came to (refs
// `runs/<run>/…`).
import type { Digest } from '../digest.js';
import { errorCatalogue, type ErrorCode } from '../errors.js';

/** Why a run stopped by itself. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly cure: string | null;
  /** The activity that failed, null when a workflow did. */
  readonly activity: string | null;
}

/**
 * True when a run that ended with this code goes on once the cause outside of it is gone: what trying later can help,
 * and whatever is wrong with the environment (exit code 3). Else the failure is an answer about the input, and another
 * try gives the same.
 */
export function blocks(code: string): boolean {
  if (!Object.hasOwn(errorCatalogue, code)) return false;
  const { retryable, exitCode } = errorCatalogue[code as ErrorCode];
  return retryable || exitCode === 3;
}

/**
 * How an execution of a run ended. All but `completed` can be resumed. `paused` and `cancelled`: on request, `paused`
 * also at a limit of its budget, which `budget` tells: `budget (candidates 40 of 40)`. `failed`: a negative answer
 * about the input (specification, data, bits). `blocked`: something outside failed for ever; it goes on when the cause
 * is gone.
 */
export type RunEnd =
  | { readonly status: 'completed'; readonly exportKey: Digest }
  | { readonly status: 'cancelled' }
  | { readonly status: 'paused'; readonly budget?: string }
  | ({ readonly status: 'failed' | 'blocked' } & RunFailure);

/** Ref `runs/<run>/state`: times are ISO 8601. */
export type RunState = {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly startedAt: string;
} & ({ readonly status: 'running' } | (RunEnd & { readonly finishedAt: string }));

/** Ref `runs/<run>/result`, of a completed run. */
export interface RunOutcome {
  readonly schemaVersion: 1;
  readonly resultDigest: Digest;
  readonly exportKey: Digest;
}

/**
 * Ref `runs/<run>/request`: what somebody asked of the execution of that epoch; in the store before Temporal hears of
 * it.
 */
export interface StopRequest {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly kind: 'pause' | 'cancel';
  readonly at: string;
}

/** What a run is once it was stopped by such a request. */
export const stoppedBy = { pause: 'paused', cancel: 'cancelled' } as const satisfies Record<
  StopRequest['kind'],
  string
>;

/** How an execution of that epoch ends when it was asked to; null: it was not. */
export function requestedEnd(
  request: StopRequest | null | undefined,
  epoch: number,
): { readonly status: 'paused' | 'cancelled' } | null {
  return request?.epoch === epoch ? { status: stoppedBy[request.kind] } : null;
}

/**
 * From that place on, only what the epoch or a later one entered in the ledger counts (`resume --from`). Part of the
 * ref `runs/<run>/owner`, so that taking the run and taking its steps back are one write.
 */
export interface Supersession {
  readonly epoch: number;
  readonly from: string;
}

/** Names of a run's refs. */
export const runRefs = {
  pipeline: (run: string): string => `runs/${run}/pipeline`,
  owner: (run: string): string => `runs/${run}/owner`,
  state: (run: string): string => `runs/${run}/state`,
  request: (run: string): string => `runs/${run}/request`,
  budget: (run: string): string => `runs/${run}/budget`,
  result: (run: string): string => `runs/${run}/result`,
} as const;
