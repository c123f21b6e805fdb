// What the store offers; index.ts opens it. Like git: immutable objects, small mutable refs, records, a ledger.
import type { Digest, Json } from '../domain/digest.js';
import type { Attempt, AttemptEnd, Fence } from '../domain/steps/attempt.js';
import type { JournalEntry } from '../domain/runs/journal.js';
import type { ToldEvent } from '../domain/ledger/kinds.js';
import type { Glance, LedgerLine, StepLine } from '../domain/ledger/lines.js';
import type { Objects } from '../domain/steps/objects.js';
import type { StepRecord } from '../domain/steps/step.js';

/** Small mutable pointers: JSON values with numbered versions, changed by compare-and-swap. */
export interface Refs {
  /** null if the ref does not exist. */
  get<T = Json>(name: string): Promise<{ readonly version: number; readonly value: T } | null>;
  /**
   * Writes version `expected + 1` (expected 0: must not exist). Throws EAGAN_REF_CONFLICT if another process was
   * faster.
   */
  compareAndSwap(name: string, expected: number, value: unknown): Promise<number>;
  /** Makes sure that what `get` returned is on the disk, whoever wrote it. Call it before relying on it. */
  settle(name: string): Promise<void>;
  /** True if the ref has a version, whatever its value. */
  exists(name: string): Promise<boolean>;
  /** What is directly below a name, sorted, whatever it is: `below('runs')`. */
  below(name: string): Promise<string[]>;
}

/** Records of finished steps: added if absent under (key, fingerprint). */
export interface Records {
  find(key: Digest, fingerprint: Digest): Promise<StepRecord | null>;
  /** The same, to rely on it: its name is then on the disk, even if its writer was killed a moment ago. */
  rely(key: Digest, fingerprint: Digest): Promise<StepRecord | null>;
  /**
   * Returns the existing record if there is one (the loser of a race); throws EAGAN_NOT_REPRODUCIBLE if its outputs or
   * numbers differ.
   */
  put(record: StepRecord): Promise<StepRecord>;
  /**
   * The same, but replaces a record with other results, which goes to the quarantine. Only for a step that somebody
   * asked to redo.
   */
  supersede(record: StepRecord): Promise<StepRecord>;
}

/**
 * Inside a step, by the clock: found by (step key, iteration), never part of a key, record or digest. Each attempt
 * (`claim.id`) writes separately, so that one that wakes up late cannot touch what a newer one relies on.
 */
export interface RecoveryPoints {
  /**
   * For that attempt at that step only, apart from the store's objects, so that an outdated point can be removed with
   * its bytes.
   */
  checkpoints(key: Digest, attempt: string): Checkpoints;
  /**
   * The newest point whose checkpoint is complete, of any attempt of this run on this runtime: other runs may want
   * their own bits.
   */
  latest(key: Digest, attempt: string): Promise<RecoveryPoint | null>;
  /**
   * `checkpoint` was written to `checkpoints(key, attempt)`. All older points of the attempt except one are removed;
   * once it has two, so are those of attempts before it.
   */
  write(key: Digest, attempt: string, iteration: number, checkpoint: Digest, extra: Json): Promise<void>;
  /** Called when the step's record is published: removes the run's points. */
  clear(key: Digest, run: string): Promise<void>;
}
export interface RecoveryPoint {
  readonly iteration: number;
  readonly checkpoint: Digest;
  readonly attempt: string;
  readonly extra: Json;
}

/**
 * Who works, and who worked, on the unfinished steps of a run. Keeps a late attempt from publishing, and remembers how
 * attempts ended.
 */
export interface Claims {
  /**
   * Takes a step for an attempt. Throws EAGAN_SUPERSEDED if a newer attempt (`compareFences`), or a newer epoch of
   * ownership, has it.
   */
  take(run: string, key: Digest, fence: Fence, circumstances: ClaimCircumstances): Promise<Claim>;
  /**
   * True while no newer attempt has taken the step and it is not published. A trainer asks before it writes a recovery
   * point.
   */
  isHeld(run: string, key: Digest, id: string): Promise<boolean>;
  /** Every attempt at an unfinished step, oldest first. */
  attempts(run: string, key: Digest): Promise<Attempt[]>;
}
interface ClaimCircumstances extends Pick<Attempt, 'host' | 'startedAt' | 'worker' | 'tidies'> {
  /** The runtime that will do the step. */
  readonly fingerprint: Digest;
}
export interface Claim {
  /** Names the attempt's own recovery points: `<run>/<runtime>/<attempt>`. */
  readonly id: string;
  /** Attempts at this step before this one, oldest first. */
  readonly before: readonly Attempt[];
  /** Throws EAGAN_SUPERSEDED if the step is no longer this attempt's. */
  assertHeld(): Promise<void>;
  /** Records how the attempt ended without a result. Does nothing if the step is no longer this attempt's. */
  end(end: AttemptEnd): Promise<void>;
  /** The step is published: removes this claim and those before it. */
  release(): Promise<void>;
}

/** What an earlier version noted of a run besides its steps, in order. */
export interface Journal {
  entries(run: string): Promise<JournalEntry[]>;
}

/** The hash-chained story of a run: its steps, attempts, and all that happened to it. */
export interface Ledger {
  /**
   * Enters a step if (place, key) is not there yet with this record (with `again`: not by this epoch or a later one);
   * refuses an older epoch of ownership with EAGAN_SUPERSEDED.
   */
  append(run: string, epoch: number, entry: LedgerEntry, again?: 'again'): Promise<void>;
  /**
   * Enters anything else. What is entered once is not entered again (`domain/ledger/kinds.ts`). Refuses an older epoch
   * of ownership with EAGAN_SUPERSEDED, except for attempts. `at`: now by default.
   */
  tell(run: string, epoch: number, event: ToldEvent, at?: string): Promise<void>;
  /** The line of a recorded step; null if there is none. Costs only the lines that are new since the last call. */
  find(run: string, step: Pick<LedgerEntry, 'place' | 'key'>): Promise<StepLine | null>;
  /** The steps in chain order; throws EAGAN_OBJECT_CORRUPT if the chain is broken. */
  entries(run: string): Promise<readonly StepLine[]>;
  /** Every line in chain order; throws the same. */
  lines(run: string): Promise<readonly LedgerLine[]>;
  /** Those of them that somebody wants: asked from the last line to the first. Costs little for the others. */
  pick(run: string, isWanted: (line: Glance) => boolean): Promise<readonly LedgerLine[]>;
  /**
   * All of them from the files alone, one line after the other without keeping them: for proofs. `onOther`: called with
   * each packed copy that has other lines, because `pick` believes it.
   */
  walk(run: string, onOther?: (path: string) => void): AsyncIterable<LedgerLine>;
  /** The last line: it stands for all before it. null: there is none. */
  head(run: string): Promise<{ readonly sequence: number; readonly digest: Digest } | null>;
}
export interface LedgerEntry {
  readonly place: string;
  readonly key: Digest;
  readonly fingerprint: Digest;
  /** Of the whole record (`recordDigest`). */
  readonly record?: Digest;
  readonly at: string;
}

/** Float32 or int32 tensors by name. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
export type Tensors = ReadonlyMap<string, TensorData>;

/**
 * Everything the next segment depends on: one manifest object, and packs of tensors that checkpoints share if they are
 * equal.
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
