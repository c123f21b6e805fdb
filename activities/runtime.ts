// The runtime of this worker's trainers. The digest of its identity is the fingerprint in records. The identity is kept
// in the store, so that people can read what a fingerprint means.
import { digestJson, type Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { findJson, putJson } from '../domain/steps/objects.js';
import type { Store } from '../store/types.js';
import type { RuntimeIdentity, TrainerPool } from '../trainer/types.js';

export class RuntimeRegistry {
  /** Number of threads by the fingerprint of a trainer with them, for identities that are in the store. */
  private readonly threads = new Map<Digest, number>();

  constructor(
    private readonly store: Store,
    private readonly pool: Pick<TrainerPool, 'identity'>,
  ) {}

  /** The fingerprint of this machine's trainers with that many threads. Stores their identity once. */
  async fingerprint(threads: number): Promise<Digest> {
    const identity = await this.pool.identity(threads);
    const fingerprint = digestJson(identity);
    if (this.threads.has(fingerprint)) return fingerprint;
    await putJson(this.store.objects, identity);
    this.threads.set(fingerprint, threads);
    return fingerprint;
  }

  /**
   * The number of threads with which this machine gives the bits of a fingerprint; null if the fingerprint is another
   * machine's or unknown.
   */
  async threadsFor(fingerprint: Digest): Promise<number | null> {
    const known = this.threads.get(fingerprint);
    if (known !== undefined) return known;
    const threads = (await findJson<RuntimeIdentity>(this.store.objects, fingerprint))?.threads;
    return threads !== undefined && (await this.fingerprint(threads)) === fingerprint ? threads : null;
  }
}

/**
 * Throws EAGAN_TRAINER_DIFFERS when the trainer that computed is not the one under which its results would be recorded.
 */
export function assertIdentity(identity: RuntimeIdentity, fingerprint: Digest): void {
  const got = digestJson(identity);
  if (got === fingerprint) return;
  throw new EaganError(
    'EAGAN_TRAINER_DIFFERS',
    `a trainer must have the runtime that its worker started with, ${fingerprint.slice(0, 12)} (got ${got.slice(0, 12)}: ${JSON.stringify(identity)})`,
    'TensorFlow or the driver was changed while the worker ran. Stop the worker: eagan server stop. Then: eagan resume RUN',
  );
}
