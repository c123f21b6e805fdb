// What the processes of a state folder tell each other: the supervisor, its server and its worker.
import type { Digest } from '../domain/digest.js';

/** Where a Temporal server answers. `embedded`: owned by the supervisor of this state folder. */
export interface TemporalEndpoint {
  readonly kind: 'embedded' | 'configured';
  readonly address: string;
  readonly namespace: string;
  /** The web UI's address, when known. */
  readonly ui: string | null;
}

/** A process that the supervisor keeps alive. */
export interface ProcessState {
  readonly pid: number | null;
  readonly state: 'starting' | 'running' | 'backingOff' | 'stopped';
  readonly restarts: number;
  readonly lastError?: string;
}

/** What a supervisor answers to `status` over its socket. */
export interface SupervisorStatus {
  readonly schemaVersion: 1;
  readonly pid: number;
  readonly version: string;
  readonly stateFolder: string;
  readonly endpoint: TemporalEndpoint | null;
  readonly server: ProcessState | null;
  readonly worker: ProcessState;
  /** Digest of the runtime identity without threads; names the task queues. null until the worker's first trainer child has answered. */
  readonly runtime: Digest | null;
  readonly ready: boolean;
  readonly openRuns: number;
}
