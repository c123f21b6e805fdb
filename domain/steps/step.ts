// A step: a function from digests to digests. Its key is the SHA-256 of exactly what its result may depend on.
import type { AttemptEnd } from './attempt.js';
import { canonicalJson, digestJson, type Digest } from '../digest.js';
import { kindVersionIn, type Versioned } from './kind-versions.js';
import type { Step, StepKind, StepOf, StepParameters } from './kinds.js';

export type { Step, StepKind } from './kinds.js';

/** The result of a step: artifacts, finite numbers, and a status that explains missing numbers. */
export interface StepResult {
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly numbers: Readonly<Record<string, number>>;
  /**
   * `diverged`: an outcome, not a fault. `failed`: an evaluation that crashes each time it is tried. Both are ranked
   * last.
   */
  readonly status: 'ok' | 'diverged' | 'failed';
}

/** An attempt before the one that made a record. */
export interface EarlierAttempt {
  /** `lost`: it ended without a report. */
  readonly code: AttemptEnd['code'] | 'lost';
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** A finished step as the store keeps it. It is written under (key, fingerprint) if no record is there yet. */
export interface StepRecord extends StepResult {
  readonly schemaVersion: 1;
  readonly key: Digest;
  readonly fingerprint: Digest;
  readonly step: Step;
  /** How the record was made; never part of a key or of a result digest. */
  readonly circumstances: {
    readonly run: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly host: string;
    readonly attempt: number;
    readonly workflowId?: string;
    readonly resumedAtIteration?: number;
    /** Milliseconds that the attempt spent writing checkpoints and recovery points. */
    readonly writingMs?: number;
    /** The last attempts before this one, oldest first; absent if there were none. */
    readonly attempts?: readonly EarlierAttempt[];
    /** Why the step was given up; only with status `failed`. */
    readonly reason?: string;
  };
}

/** Makes a step of the version that its kind has in the run. Throws EAGAN_STORE_VERSION. */
export function makeStep<K extends StepKind>(
  run: Versioned,
  kind: K,
  place: string,
  inputs: Readonly<Record<string, Digest>>,
  parameters: StepParameters[K],
  seed?: number,
): StepOf<K> {
  const kindVersion = kindVersionIn(run, kind);
  return { kind, kindVersion, place, inputs, parameters, ...(seed === undefined ? {} : { seed }) };
}

/** The step's key: SHA-256 of its canonical JSON. */
export function stepKey(step: Step): Digest {
  const { kind, kindVersion, place, inputs, parameters, seed } = step;
  return digestJson({ kind, kindVersion, place, inputs, parameters, ...(seed === undefined ? {} : { seed }) });
}

/**
 * A step's result as one text. Two results have the same bits exactly when their texts are equal. Circumstances are
 * left out.
 */
export function resultText({ outputs, numbers, status }: StepResult): string {
  return canonicalJson({ outputs, numbers, status });
}

/** The parts of a record that enter a run's result digest. */
export type ResultEntry = Pick<StepRecord, 'key' | 'outputs' | 'numbers'> & { readonly place: string };

/**
 * Digest of {place, key, outputs, numbers} of the given steps, sorted by place, so that their order of arrival does not
 * matter.
 */
export function resultDigest(entries: readonly ResultEntry[]): Digest {
  const sorted = [...entries].sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  return digestJson(sorted.map(({ place, key, outputs, numbers }) => ({ place, key, outputs, numbers })));
}
