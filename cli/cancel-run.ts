// Ends a run: asks its workflow to cancel, and waits until the store says how it ended.
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunState } from '../domain/run-state.js';
import { writeRunState, type RunInStore, type Store } from '../store/index.js';
import { followRun, type FollowRequest } from './follow-run.js';

/** How the run ended: cancelled, or by itself a moment before. Trainers write a recovery point first, so it can take a little. */
export async function cancelRun(request: FollowRequest): Promise<RunState | null> {
  const { store, run, connect } = request;
  const session = await connect();
  try {
    await session.client.workflow.getHandle(run.frozen.run).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) {
      await session.close();
      throw error;
    }
    await writeCancelled(store, run);
  }
  return followRun(request, session);
}

/** No server has its workflow, or it is closed: nothing runs. An end that the store knows already stands. */
async function writeCancelled(store: Store, { frozen, state, owner }: RunInStore): Promise<void> {
  const at = new Date().toISOString();
  await writeRunState(store.refs, frozen.run, {
    schemaVersion: 1,
    epoch: owner?.epoch ?? 0,
    startedAt: state?.startedAt ?? at,
    finishedAt: at,
    status: 'cancelled',
  });
}
