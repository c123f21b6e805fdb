// A run continues where its bits can be reproduced: on the kind of machine that did its first step in a trainer.
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { findJson } from '../../domain/steps/objects.js';
import { readRun, type Store } from '../../store/index.js';
import type { RuntimeIdentity } from '../../trainer/types.js';
import { runtimeDigest } from '../../worker/runtime-digest.js';
import type { TemporalSession } from './session.js';
import { runAgain } from '../runs/way-out.js';

/**
 * Throws EAGAN_RUNTIME_DIFFERS unless this machine's trainers have the run's runtime. Threads belong to steps, not to
 * machines. A run without a trainer's step, and records from before identities were kept, allow any machine.
 */
export async function requireSameRuntime(
  { runtime }: Pick<TemporalSession, 'runtime'>,
  store: Store,
  run: string,
): Promise<void> {
  const pinned = await pinnedRuntime(store, run);
  if (!pinned || runtimeDigest(pinned) === runtime) return;
  const { tensorflow, device, hardware } = pinned;
  const frozen = (await readRun(store.refs, run))?.frozen;
  const anew = frozen ? runAgain(frozen, '--new') : 'eagan run FILE --new';
  throw new EaganError(
    'EAGAN_RUNTIME_DIFFERS',
    `run ${run} must continue on the kind of machine that started it, TensorFlow ${tensorflow} on ${hardware} (${device}) (got: this machine has another processor, TensorFlow or numerics version)`,
    `Resume it there, or start it from the beginning here: ${anew}`,
  );
}

/** Identities are objects under their own digest, which is a record's fingerprint. Pure steps have none. */
async function pinnedRuntime({ ledger, objects }: Store, run: string): Promise<RuntimeIdentity | null> {
  const seen = new Set<Digest>();
  for (const { fingerprint } of await ledger.entries(run)) {
    if (seen.has(fingerprint)) continue;
    seen.add(fingerprint);
    // If it is missing or damaged, another step's identity says the same.
    const identity = await findJson<RuntimeIdentity>(objects, fingerprint);
    if (identity) return identity;
  }
  return null;
}
