// A run goes on where its bits can be had again: on the kind of machine that did its first step in a trainer.
import type { Digest } from '../domain/digest.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { getJson, type Objects } from '../domain/objects.js';
import type { Store } from '../store/index.js';
import type { RuntimeIdentity } from '../trainer/types.js';
import { runtimeDigest } from '../worker/runtime-digest.js';
import type { Session } from './session.js';

/** Throws EAGAN_RUNTIME_DIFFERS unless this machine's trainers are of the run's runtime; threads belong to steps, not to machines.
 * A run without a trainer's step, and records of before identities were kept, pin nothing. */
export async function requireSameRuntime(
  { runtime }: Pick<Session, 'runtime'>,
  store: Store,
  run: string,
): Promise<void> {
  const pinned = await pinnedRuntime(store, run);
  if (!pinned || runtimeDigest(pinned) === runtime) return;
  const { tensorflow, device, hardware } = pinned;
  throw new EaganError(
    'EAGAN_RUNTIME_DIFFERS',
    `run ${run} must go on where it was begun: TensorFlow ${tensorflow} on ${hardware} (${device}); trainers here are of another kind`,
    'Resume it there, or start it anew here: eagan run FILE --new',
  );
}

/** Identities are objects under their own digest, which is a record's fingerprint; pure steps have none. */
async function pinnedRuntime({ ledger, objects }: Store, run: string): Promise<RuntimeIdentity | null> {
  const seen = new Set<Digest>();
  for (const { fingerprint } of await ledger.entries(run)) {
    if (seen.has(fingerprint)) continue;
    seen.add(fingerprint);
    const identity = (await objects.has(fingerprint)) && (await readable(objects, fingerprint));
    if (identity) return identity;
  }
  return null;
}

/** null when it is damaged: another step's tells the same. */
async function readable(objects: Objects, fingerprint: Digest): Promise<RuntimeIdentity | null> {
  try {
    return await getJson<RuntimeIdentity>(objects, fingerprint);
  } catch (error) {
    if (errorCodeOf(error)?.startsWith('EAGAN_OBJECT_')) return null;
    throw error;
  }
}
