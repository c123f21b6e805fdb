// What a fork says differently than the run that it was taken from.
import { EaganError } from '../../domain/errors.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import { differencesOf, type Difference } from '../compare/differences.js';

/** null: it is no fork, or the run that it was taken from is gone or cannot be read. */
export async function forkChanges(store: Store, { frozen }: RunInStore): Promise<readonly Difference[] | null> {
  if (!frozen.forkedFrom) return null;
  try {
    const source = await readRun(store.refs, frozen.forkedFrom.run);
    return source && differencesOf(source.frozen.pipeline, frozen.pipeline);
  } catch (error) {
    if (error instanceof EaganError) return null;
    throw error;
  }
}
