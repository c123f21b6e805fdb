// Finds or makes the run that a pipeline file asks for, and freezes it in the store before Temporal gets it.
import { EaganError, errorCodeOf } from '../../domain/errors.js';
import { omit } from '../../domain/omit.js';
import { runId } from '../../domain/runs/run-id.js';
import { sourceDigest } from '../../domain/runs/source-digest.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { readRun, tellFrozen, type FrozenRun, type RunInStore, type Store } from '../../store/index.js';

/** What the user asks to run; `digest` by domain/runs/run-id.ts. */
export interface RunRequest extends Omit<FrozenRun, 'schemaVersion' | 'run' | 'createdAt' | 'sourceDigest'> {
  /** Make a new run even if one of this pipeline exists. */
  readonly isNew: boolean;
}

/**
 * The run of this pipeline: the latest one, else (or with `isNew`) a new one, frozen into the store. Throws
 * EAGAN_RUN_EXISTS if another pipeline or other data has the name.
 */
export async function findOrFreeze(store: Store, request: RunRequest): Promise<RunInStore> {
  const base = runId(request.pipeline.name, request.digest);
  for (let number = 1, latest: RunInStore | null = null; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const found = await readRun(store.refs, name);
    if (found) {
      latest = found;
    } else if (latest && !request.isNew) {
      return sameRun(latest, request);
    } else if (await freeze(store, name, request)) {
      return (await readRun(store.refs, name))!;
    } else {
      // Another process froze this name a moment ago: look at it again.
      number--;
    }
  }
}

async function freeze(store: Store, run: string, request: RunRequest): Promise<boolean> {
  const createdAt = new Date().toISOString();
  const asked = { schemaVersion: 1, run, ...omit(request, 'isNew') } as const;
  const frozen: FrozenRun = { ...asked, sourceDigest: sourceDigest(asked), createdAt };
  try {
    await store.refs.compareAndSwap(runRefs.pipeline(run), 0, frozen);
    await tellFrozen(store, run, 0);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EAGAN_REF_CONFLICT') return false;
    throw error;
  }
}

function sameRun(found: RunInStore, { digest, decoder }: RunRequest): RunInStore {
  const { frozen } = found;
  const differs = [
    frozen.digest !== digest && 'another pipeline, or other images in its data folder',
    frozen.decoder !== decoder && `another image decoder (${frozen.decoder})`,
  ].filter(Boolean);
  if (differs.length === 0) return found;
  throw new EaganError(
    'EAGAN_RUN_EXISTS',
    `run ${frozen.run} must have this pipeline, these images and this image decoder (it was started with ${differs.join(' and ')})`,
    'Add --new to start another run.',
  );
}
