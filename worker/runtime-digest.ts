// What kind of machine a worker runs on, as a digest: it names the task queues, so that another kind never gets the
// work.
import { digestJson, type Digest } from '../domain/digest.js';
import type { RuntimeIdentity } from '../trainer/types.js';

/** Digest of the identity without its threads, which belong to the step, not to the machine. */
export function runtimeDigest(identity: RuntimeIdentity): Digest {
  return digestJson({ ...identity, threads: null });
}
