// What the processes of a state folder tell each other: supervisor, server and worker.
import type { Digest } from '../domain/digest.js';
import type { ErrorCode } from '../domain/errors.js';

/** Where a Temporal server answers. `embedded`: owned by the supervisor of this state folder. */
export interface TemporalEndpoint {
  readonly kind: 'embedded' | 'configured';
  readonly address: string;
  readonly namespace: string;
  /** The web UI's address; null: it is closed, or not known. */
  readonly ui: string | null;
  /** Configured, but it is this folder's own embedded server: connect without a proxy. */
  readonly isOwn?: boolean;
}

/** A process that the supervisor keeps alive. */
export interface ProcessState {
  readonly pid: number | null;
  readonly state: 'starting' | 'running' | 'backingOff' | 'stopped';
  readonly restarts: number;
  readonly lastError?: string;
}

/** An EaganError that is sent from one process to another. */
export interface ErrorMessage {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cure?: string;
}

/** A supervisor's answer to `status` over its socket. */
export interface SupervisorStatus {
  readonly schemaVersion: 1;
  readonly pid: number;
  readonly version: string;
  readonly stateFolder: string;
  readonly endpoint: TemporalEndpoint | null;
  readonly server: ProcessState | null;
  readonly worker: ProcessState;
  /** Parallel trainer children. */
  readonly slots: number;
  /**
   * Digest of the runtime identity without threads; names the task queues. null until the worker's first trainer child
   * has answered.
   */
  readonly runtime: Digest | null;
  readonly ready: boolean;
  readonly openRuns: number;
  /** The supervisor is ending: a request that needs it must wait and start another. */
  readonly stopping: boolean;
  /** Why it gave up; it is ending. */
  readonly failure: ErrorMessage | null;
  /** What people should know although it continues: a damaged database was replaced. */
  readonly notice: ErrorMessage | null;
}

/** A supervisor's answer to a request about the web UI: its status, and a link that admits one browser, or why not. */
export interface UiAnswer extends SupervisorStatus {
  /** null: the web UI is closed. */
  readonly uiLink?: string | null;
  readonly uiError?: ErrorMessage;
}

/** How a supervisor is started. */
export interface SupervisorConfig {
  readonly stateFolder: string;
  readonly slots: number;
  /** A port that the embedded server must use. */
  readonly port?: number;
  /** Ends itself after this time without an open run. */
  readonly idleMs: number;
}

/** How a worker process is started. */
export interface WorkerConfig {
  readonly stateFolder: string;
  readonly endpoint: TemporalEndpoint;
  readonly slots: number;
  /** Process id of the supervisor; the worker ends when it is gone. */
  readonly parent?: number;
}

/** From the worker process to its supervisor. */
export type FromWorker =
  { readonly type: 'ready'; readonly runtime: Digest } | { readonly type: 'failed'; readonly error: ErrorMessage };

/**
 * Lines over the supervisor's socket. A command says hello, the supervisor proves that it knows the secret of the state
 * folder, and the command proves the same with its request. Then come statuses.
 */
export interface SupervisorHello {
  /** A random number of the command. */
  readonly hello: string;
}

export interface SupervisorProof {
  /** A random number of the supervisor. */
  readonly nonce: string;
  readonly proof: string;
}

/** `watch` is answered at every change, and keeps the supervisor running while the connection is open. */
export interface SupervisorRequest {
  readonly method: 'status' | 'watch' | 'stop' | 'openUi' | 'closeUi';
  readonly proof: string;
}
