// What the store offers; index.ts opens it. Built like git's: immutable objects, small mutable refs, records, a ledger.
import type { Digest, Json } from '../domain/digest.js';
import type { Objects } from '../domain/objects.js';
import type { StepRecord } from '../domain/step.js';

/** A small mutable pointer: JSON values with numbered versions; compare-and-swap by version. */
export interface Refs {
  /** null when the ref does not exist. */
  get<T = Json>(name: string): Promise<{ readonly version: number; readonly value: T } | null>;
  /** Writes version `expected + 1` (expected 0: must not exist). Throws EAGAN_REF_CONFLICT when another was faster. */
  compareAndSwap(name: string, expected: number, value: unknown): Promise<number>;
  /** Names below a prefix, sorted: `list('runs/')`. */
  list(prefix: string): Promise<string[]>;
}

/** Records of finished steps: put if absent under (key, fingerprint). */
export interface Records {
  find(key: Digest, fingerprint: Digest): Promise<StepRecord | null>;
  /** Returns the existing record when one is there (the loser of a race); throws EAGAN_NOT_REPRODUCIBLE when its outputs or numbers differ. */
  put(record: StepRecord): Promise<StepRecord>;
}

/** Inside a segment, by the clock: found by (step key, iteration), never part of a key, record or digest. */
export interface RecoveryPoints {
  /** Of that step alone, apart from the store's objects, so that an outdated point can go with its bytes. */
  checkpoints(key: Digest): Checkpoints;
  /** The newest whose checkpoint is whole. */
  latest(
    key: Digest,
  ): Promise<{ readonly iteration: number; readonly checkpoint: Digest; readonly extra: Json } | null>;
  /** `checkpoint` was written to `checkpoints(key)`; older points but one go. */
  write(key: Digest, iteration: number, checkpoint: Digest, extra: Json): Promise<void>;
  /** Called when the step's record is published. */
  clear(key: Digest): Promise<void>;
}

/** The hash-chained list of a run's steps. */
export interface Ledger {
  /** Appends if (place, key) is not there yet; refuses an older epoch of ownership with EAGAN_SUPERSEDED. */
  append(run: string, epoch: number, entry: LedgerEntry): Promise<void>;
  /** The line of a step that was entered; null when there is none. Costs only the lines that are new since the last call. */
  find(run: string, step: Pick<LedgerEntry, 'place' | 'key'>): Promise<LedgerLine | null>;
  /** In chain order; throws EAGAN_OBJECT_CORRUPT when the chain is broken. */
  entries(run: string): Promise<readonly LedgerLine[]>;
}
export interface LedgerEntry {
  readonly place: string;
  readonly key: Digest;
  readonly fingerprint: Digest;
  readonly at: string;
}
export interface LedgerLine extends LedgerEntry {
  readonly sequence: number;
  readonly epoch: number;
  readonly previous: Digest;
  readonly digest: Digest;
}

/** Float32 or int32 tensors by name. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
export type Tensors = ReadonlyMap<string, TensorData>;

/** Everything the next segment depends on, as one manifest object and packed groups of tensors that unchanged parts share. */
export interface Checkpoints {
  write(meta: Json, tensors: Tensors): Promise<Digest>;
  read(digest: Digest): Promise<{ readonly meta: Json; readonly tensors: Tensors }>;
}

export interface Store {
  readonly folder: string;
  /** Random, made with the store: names task queues. 8 hex. */
  readonly id: string;
  readonly objects: Objects;
  readonly refs: Refs;
  readonly records: Records;
  readonly recovery: RecoveryPoints;
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
}
