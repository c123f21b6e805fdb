// Pauses or cancels a run. The ledger has the request before the store's refs, and they before Temporal, so that it
// holds whatever happens in between.
import { errorCodeOf } from '../../domain/errors.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { stoppedBy, type StopRequest, type RunState } from '../../domain/runs/run-state.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, takeOwnership, writeRequest, type RunInStore, type Store } from '../../store/index.js';
import { followRun, type FollowRequest } from './follow-run.js';
import { executionOf } from './open-steps.js';
import type { TemporalSession } from './session.js';
import { writeEnd } from './silent-run.js';
import { unlessClosed } from './start-execution.js';

/** What is asked of a run, and who asks: the run's ledger keeps both. */
export interface Stop {
  readonly kind: StopRequest['kind'];
  readonly by?: Actor;
}

/**
 * How the run ended: as asked, or by itself a moment before. It can take a little, because trainers write a recovery
 * point first.
 */
export async function stopRun(stop: Stop, request: FollowRequest): Promise<RunState | null> {
  const { store, run, connect } = request;
  const session = await connect();
  try {
    await askToStop(stop, session, store, run.frozen.run);
  } catch (error) {
    await session.close();
    throw error;
  }
  return followRun(request, session);
}

/** Asks a run to stop, and does not wait until it has. */
export async function askToStop(stop: Stop, session: TemporalSession, store: Store, run: string): Promise<void> {
  while (!(await isAsked(stop, session, store, run)));
}

/** Asks the execution of the newest epoch. False if another epoch began meanwhile; that one must be asked then. */
async function isAsked(stop: Stop, session: TemporalSession, store: Store, name: string): Promise<boolean> {
  const run = (await readRun(store.refs, name))!;
  const epoch = run.owner?.epoch ?? 0;
  if (run.state?.epoch === epoch && run.state.status !== 'running') return true;
  if (!(await isWritten(store, name, epoch, stop))) return false;
  const workflowId = runWorkflowId(name, store.id);
  const execution = await executionOf(session.client, workflowId);
  if ((await readRun(store.refs, name))?.owner?.epoch !== epoch) return false;
  const isOpen = execution?.status === 'RUNNING';
  if (isOpen) await session.client.workflow.getHandle(workflowId, execution.runId).cancel().catch(unlessClosed);
  // Nothing of this epoch runs; a process that is about to start it finds the request.
  if (!isOpen || execution.epoch < epoch) await writeEnd(store, run, epoch, { status: stoppedBy[stop.kind] });
  return true;
}

/**
 * Cancels a run that is held: nothing of it runs, and no server needs to know. Throws EAGAN_REF_CONFLICT if somebody is
 * resuming it.
 */
export async function cancelHeld(store: Store, run: RunInStore, by?: Actor): Promise<void> {
  const at = new Date().toISOString();
  const name = run.frozen.run;
  const epoch = await takeOwnership(store.refs, name, run.owner?.epoch ?? 0, at);
  await tellRequest(store, name, epoch, { kind: 'cancel', ...(by ? { by } : {}) }, at);
  await writeEnd(store, run, epoch, { status: stoppedBy.cancel });
}

async function isWritten(store: Store, run: string, epoch: number, stop: Stop): Promise<boolean> {
  const at = new Date().toISOString();
  try {
    await tellRequest(store, run, epoch, stop, at);
    await writeRequest(store.refs, run, { schemaVersion: 1, epoch, kind: stop.kind, at });
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EAGAN_SUPERSEDED') return false;
    throw error;
  }
}

const tellRequest = (store: Store, run: string, epoch: number, { kind, by }: Stop, at: string): Promise<void> =>
  store.ledger.tell(run, epoch, { kind: 'requested', request: kind, ...(by ? { by } : {}) }, at);
