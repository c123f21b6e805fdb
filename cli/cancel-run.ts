// Ends a run: asks its workflow to cancel, and waits until the store says how it ended.
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunState } from '../domain/run-state.js';
import { writeRunState, type RunInStore, type Store } from '../store/index.js';
import type { Context } from './command.js';
import { createDisplay } from './display.js';
import { followRun } from './follow-run.js';
import { openSession } from './session.js';

/** How the run ended: cancelled, or by itself a moment before. Trainers write a recovery point first, so it can take a little. */
export async function cancelRun(store: Store, run: RunInStore, context: Context): Promise<RunState> {
  const connect = (): ReturnType<typeof openSession> => openSession(context.stateFolder(), store.id, context.output);
  const session = await connect();
  try {
    await session.client.workflow.getHandle(run.frozen.run).cancel();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) await writeCancelled(store, run);
    else {
      await session.close();
      throw error;
    }
  }
  context.output.note(`cancelling ${run.frozen.run} …`);
  const { signal } = new AbortController();
  return (await followRun({ store, run, display: createDisplay(context.output), signal, connect }, session))!;
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
