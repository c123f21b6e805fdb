// What the store remembers of a run besides its steps: how it stands, and what it came to (refs `runs/<run>/state` and `/result`).
import type { Digest } from './digest.js';

/** How a run ended. */
export type RunEnd =
  | { readonly status: 'completed'; readonly exportKey: Digest }
  | { readonly status: 'cancelled' }
  | {
      readonly status: 'failed';
      readonly code: string;
      readonly message: string;
      readonly cure: string | null;
      /** The activity that failed, null when a workflow did. */
      readonly activity: string | null;
    };

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

/** Names of a run's refs. */
export const runRefs = {
  pipeline: (run: string): string => `runs/${run}/pipeline`,
  owner: (run: string): string => `runs/${run}/owner`,
  state: (run: string): string => `runs/${run}/state`,
  result: (run: string): string => `runs/${run}/result`,
} as const;
