// What computed a run: the program of its newest start, and the runtimes of its steps.
import type { Digest } from '../../domain/digest.js';
import type { RunningProgram } from '../../domain/ledger/program.js';
import { findJson } from '../../domain/steps/objects.js';
import { pureFingerprint } from '../../domain/steps/pure-steps.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Store, StoryEntry } from '../../store/index.js';
import type { RuntimeIdentity } from '../../trainer/types.js';

export interface ProgramFacts {
  /** Of the newest start; null: earlier versions did not record it, or it cannot be read. */
  readonly program: RunningProgram | null;
  /** Every runtime that a trainer's step of the run was computed on. */
  readonly runtimes: readonly { readonly fingerprint: Digest; readonly identity: RuntimeIdentity | null }[];
}

export async function programFacts(
  { objects }: Store,
  story: readonly StoryEntry[],
  records: readonly StepRecord[],
): Promise<ProgramFacts> {
  const started = story.findLast((entry) => entry.kind === 'started');
  const fingerprints = new Set(records.map(({ fingerprint }) => fingerprint));
  fingerprints.delete(pureFingerprint);
  const runtimes = [...fingerprints].map(async (fingerprint) => ({
    fingerprint,
    identity: await findJson<RuntimeIdentity>(objects, fingerprint),
  }));
  return {
    program: started?.program === undefined ? null : await findJson<RunningProgram>(objects, started.program),
    runtimes: await Promise.all(runtimes),
  };
}
