// Whether the weights that an individual was judged with are still in the store.
import type { Digest } from '../../domain/digest.js';
import { createFileLayer, removedStates, type Store } from '../../store/index.js';

/** `removed`: eagan gc took them; earlier steps can make them again. `missing`: nobody removed them on purpose. */
export interface StoredWeights {
  readonly checkpoint: Digest;
  readonly state: 'kept' | 'removed' | 'missing';
}

/** Asks for many checkpoints of one store. */
export async function weightsReader(store: Store): Promise<(checkpoint: Digest) => Promise<StoredWeights>> {
  const removed = await removedStates(createFileLayer({ root: store.folder }), store.folder);
  return async (checkpoint) => {
    const isThere = await store.objects.has(checkpoint);
    return { checkpoint, state: isThere ? 'kept' : removed.has(checkpoint) ? 'removed' : 'missing' };
  };
}
