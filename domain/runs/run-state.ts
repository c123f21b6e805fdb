// What the store keeps of a run besides its steps: its state, requests to stop it, and its result (refs
// `runs/<run>/…`).
import type { Digest } from '../digest.js';
import { errorCatalogue, type ErrorCode } from '../errors.js';

/** Why a run stopped by itself. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly cure: string | null;
  /** The activity that failed; null when a workflow failed. */
  readonly activity: string | null;
}

/**
 * True when a run that ended with this code can continue once an outside cause is gone: the error is retryable, or
 * something is wrong with the environment (exit code 3). Otherwise the failure is an answer about the input, and
 * another try gives the same.
 */
export function blocks(code: string): boolean {
  if (!Object.hasOwn(errorCatalogue, code)) return false;
  const { retryable, exitCode } = errorCatalogue[code as ErrorCode];
  return retryable || exitCode === 3;
}

/**
 * How an execution of a run ended. Every end except `completed` can be resumed. `paused` and `cancelled`: on request.
 * `paused` also at a limit of the budget, which `budget` names: `budget (candidates 40 of 40)`. `failed`: a negative
 * answer about the input (specification, data, bits). `blocked`: something outside failed for good; the run continues
 * when the cause is gone.
 */
export type RunEnd =
  | { readonly status: 'completed'; readonly exportKey: Digest }
  | { readonly status: 'cancelled' }
  | { readonly status: 'paused'; readonly budget?: string }
  | ({ readonly status: 'failed' | 'blocked' } & RunFailure);

/** Ref `runs/<run>/state`. Times are ISO 8601. */
export type RunState = {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly startedAt: string;
} & ({ readonly status: 'running' } | (RunEnd & { readonly finishedAt: string }));

/** Ref `runs/<run>/result` of a completed run. */
export interface RunOutcome {
  readonly schemaVersion: 1;
  readonly resultDigest: Digest;
  readonly exportKey: Digest;
}

/**
 * Ref `runs/<run>/request`: a request to stop the execution of that epoch. It is written to the store before Temporal
 * gets it.
 */
export interface StopRequest {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly kind: 'pause' | 'cancel';
  readonly at: string;
}

/** The status of a run that such a request has stopped. */
export const stoppedBy = { pause: 'paused', cancel: 'cancelled' } as const satisfies Record<
  StopRequest['kind'],
  string
>;

/** The end of an execution of that epoch, if there is a request for it; otherwise null. */
export function requestedEnd(
  request: StopRequest | null | undefined,
  epoch: number,
): { readonly status: 'paused' | 'cancelled' } | null {
  return request?.epoch === epoch ? { status: stoppedBy[request.kind] } : null;
}

/**
 * From that place on, only ledger lines of this epoch or a later one count (`resume --from`). It is part of the ref
 * `runs/<run>/owner`, so that one write takes the run and supersedes its steps.
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
