// A run that should be running but has no open workflow. If the server lost it, it continues from the store; if it was
// ended from outside, its end is recorded.
import { errorCodeOf } from '../../domain/errors.js';
import { requestedEnd, type RunEnd } from '../../domain/runs/run-state.js';
import { readRun, recordRunEnd, type RunInStore, type Store } from '../../store/index.js';
import type { Follower } from './follower.js';
import { onItsOwn } from '../identity/actor.js';
import { ensureStarted } from './ensure-started.js';
import type { Execution } from './open-steps.js';
import type { TemporalSession } from './session.js';

/**
 * `execution`: the latest that the server knows. A new, empty server knows none; one that was restored from a copy
 * knows an old one.
 */
export async function settleSilent(
  session: TemporalSession,
  store: Store,
  run: RunInStore,
  execution: Execution | null,
  follower: Pick<Follower, 'tell'>,
): Promise<void> {
  const now = await readRun(store.refs, run.frozen.run);
  if (now?.state?.status !== 'running') return;
  const epoch = now.owner?.epoch ?? now.state.epoch;
  const asked = requestedEnd(now.request, epoch);
  if (asked) return writeEnd(store, now, epoch, asked);
  if (execution?.epoch === epoch) return writeEnd(store, now, epoch, outsideEnd(execution));
  const why =
    execution?.status === 'RUNNING'
      ? 'the workflow of the run is not one that this version sealed'
      : 'the server no longer knows the run';
  follower.tell(`${why}; the run continues from the store`);
  await ensureStarted(session, store, run, { by: onItsOwn(`continued by itself: ${why}`) });
}

/** Terminated by somebody, timed out, or failed without being able to report it. */
function outsideEnd({ status }: Execution): RunEnd {
  if (status === 'CANCELLED') return { status: 'cancelled' };
  return {
    status: 'blocked',
    code: 'EAGAN_RUN_BLOCKED',
    message: `the workflow of the run must record how it ends (Temporal says only ${status})`,
    cure: 'Check in Temporal who ended it, and in the logs (eagan logs) why. Then: eagan resume RUN',
    activity: null,
  };
}

/**
 * Records how an epoch ended, for an execution that cannot. If a newer epoch has begun meanwhile, there is nothing to
 * record.
 */
export async function writeEnd(store: Store, { frozen }: RunInStore, epoch: number, end: RunEnd): Promise<void> {
  try {
    await recordRunEnd(store, { run: frozen.run, epoch }, end, null);
  } catch (error) {
    if (errorCodeOf(error) !== 'EAGAN_SUPERSEDED') throw error;
  }
}
