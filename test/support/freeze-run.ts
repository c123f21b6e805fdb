// A run as the command line freezes it, before its workflow starts.
import { digestJson } from '../../domain/digest.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runRefs } from '../../domain/runs/run-state.js';
import type { FrozenRun, Store } from '../../store/index.js';

/** Writes the run's pipeline, from which activities build the steps of its generations. */
export async function freezeRun(
  store: Store,
  run: string,
  pipeline: Pipeline,
  changes: Partial<FrozenRun> = {},
): Promise<void> {
  const frozen: FrozenRun = {
    ...{ schemaVersion: 1, run, pipeline, digest: digestJson(run), text: '', contents: null, decoder: null },
    ...{ fresh: false, createdAt: '', ...changes },
  };
  await store.refs.compareAndSwap(runRefs.pipeline(run), 0, frozen);
}
