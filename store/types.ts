// What the store offers; index.ts opens it. Built like git's: immutable objects, small mutable refs, records, a ledger.
import type { Digest, Json } from '../domain/digest.js';
import type { Attempt, AttemptEnd, Fence } from '../domain/steps/attempt.js';
import type { JournalEntry } from '../domain/runs/journal.js';
import type { Objects } from '../domain/steps/objects.js';
import type { StepRecord } from '../domain/steps/step.js';

/** A small mutable pointer: JSON values with numbered versions; compare-and-swap by version. */
export interface Refs {
  /** null when the ref does not exist. */
  get<T = Json>(name: string): Promise<{ readonly version: number; readonly value: T } | null>;
  /** Writes version `expected + 1` (expected 0: must not exist). Throws EAGAN_REF_CONFLICT when another was faster. */
  compareAndSwap(name: string, expected: number, value: unknown): Promise<number>;
  /** Before something is built on what `get` told: makes sure that it is on the disk, whoever wrote it. */
  settle(name: string): Promise<void>;
  /** Names below a prefix, sorted: `list('runs/')`. */
  list(prefix: string): Promise<string[]>;
}

/** Records of finished steps: put if absent under (key, fingerprint). */
export interface Records {
  find(key: Digest, fingerprint: Digest): Promise<StepRecord | null>;
  /**
   * The same, where something is built on it: its name is on the disk then, even if whoever wrote it was killed a
   * moment ago.
   */
  rely(key: Digest, fingerprint: Digest): Promise<StepRecord | null>;
  /**
   * Returns the existing record when one is there (the loser of a race); throws EAGAN_NOT_REPRODUCIBLE when its outputs
   * or numbers differ.
   */
  put(record: StepRecord): Promise<StepRecord>;
  /**
   * The same, but a record with other results gives way: it goes to the quarantine. Only for a step that somebody asked
   * to be done again.
   */
  supersede(record: StepRecord): Promise<Superseding>;
}
export interface Superseding {
  readonly standing: StepRecord;
  /** The record that gave way; null: there was none, or one of the same results, which stays. */
  readonly replaced: StepRecord | null;
}

/**
 * Inside a step, by the clock: found by (step key, iteration), never part of a key, record or digest. Each attempt
 * (`claim.id`) writes apart from all others, so that one which wakes up late cannot touch what a newer one stands on.
 */
export interface RecoveryPoints {
  /**
   * Of that attempt at that step alone, apart from the store's objects, so that an outdated point can go with its
   * bytes.
   */
  checkpoints(key: Digest, attempt: string): Checkpoints;
  /**
   * The newest whose checkpoint is whole, of any attempt of that one's run on its runtime: other runs may want their
   * own bits.
   */
  latest(key: Digest, attempt: string): Promise<RecoveryPoint | null>;
  /** `checkpoint` was written to `checkpoints(key, attempt)`. Older points of the attempt but one go; once
   * it has two, so do those of attempts before it. */
  write(key: Digest, attempt: string, iteration: number, checkpoint: Digest, extra: Json): Promise<void>;
  /** Called when the step's record is published: the run's points go. */
  clear(key: Digest, run: string): Promise<void>;
}
export interface RecoveryPoint {
  readonly iteration: number;
  readonly checkpoint: Digest;
  readonly attempt: string;
  readonly extra: Json;
}

/**
 * Who works on the steps of a run that are not finished, and who did before: what keeps a late attempt from publishing,
 * and remembers how attempts ended.
 */
export interface Claims {
  /**
   * Takes a step for an attempt. Throws EAGAN_SUPERSEDED when a newer attempt (`compareFences`), or a newer epoch of
   * ownership, has it.
   */
  take(run: string, key: Digest, fence: Fence, circumstances: ClaimCircumstances): Promise<Claim>;
  /**
   * True while no newer attempt has taken the step and it is not published: what a trainer asks before it writes a
   * recovery point.
   */
  isHeld(run: string, key: Digest, id: string): Promise<boolean>;
  /** Every attempt at a step that is not finished, oldest first. */
  attempts(run: string, key: Digest): Promise<Attempt[]>;
}
export interface ClaimCircumstances extends Pick<Attempt, 'host' | 'startedAt'> {
  /** Of the runtime that will do the step. */
  readonly fingerprint: Digest;
}
export interface Claim {
  /** Names the attempt's own recovery points: `<run>/<runtime>/<attempt>`. */
  readonly id: string;
  /** Attempts at this step before this one, oldest first. */
  readonly before: readonly Attempt[];
  /** Throws EAGAN_SUPERSEDED when the step is no longer this attempt's. */
  assertHeld(): Promise<void>;
  /** Writes down how the attempt ended without a result. Does nothing when the step is no longer this attempt's. */
  end(end: AttemptEnd): Promise<void>;
  /** The step is published: this claim and those before it go. */
  release(): Promise<void>;
}

/** What happened to a run besides its steps, in order. */
export interface Journal {
  append(run: string, entry: JournalEntry): Promise<void>;
  entries(run: string): Promise<JournalEntry[]>;
}

/** The hash-chained list of a run's steps. */
export interface Ledger {
  /**
   * Appends if (place, key) is not there yet (with `again`: not by this epoch or a later one); refuses an older epoch
   * of ownership with EAGAN_SUPERSEDED.
   */
  append(run: string, epoch: number, entry: LedgerEntry, again?: 'again'): Promise<void>;
  /**
   * The line of a step that was entered; null when there is none. Costs only the lines that are new since the last
   * call.
   */
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

/**
 * Everything the next segment depends on, as one manifest object and packed groups of tensors that unchanged parts
 * share.
 */
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
  readonly claims: Claims;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
}
