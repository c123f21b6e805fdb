// A digest of the kind of machine that a worker runs on. Task queues are named after it, so that another kind never
// gets the work.
import { digestJson, type Digest } from '../domain/digest.js';
import type { RuntimeIdentity } from '../trainer/types.js';

/** Digest of the identity without threads, which belong to the step and not to the machine. */
export function runtimeDigest(identity: RuntimeIdentity): Digest {
  return digestJson({ ...identity, threads: null });
}
