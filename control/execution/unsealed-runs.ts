// Runs whose open workflow an earlier version started, or whose keys were replaced: no worker can open what it sent.
// They continue from the store with the next command that starts or follows a run, also if nobody follows them.
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import { ensureStarted } from './ensure-started.js';
import type { TemporalSession } from './session.js';

/** Whoever reaches the server can start any number of workflows; a state folder has few open runs. */
const mostLookedAt = 200;

/** Continues them, and tells which. What cannot be continued now waits for a command of its own. */
export async function continueUnsealed(
  session: TemporalSession,
  store: Store,
  tell: (text: string) => void,
): Promise<void> {
  try {
    for (const run of await unsealedRuns(session, store)) {
      const { run: name } = run.frozen;
      if (await ensureStarted(session, store, run)) tell(`${name} continues from the store in this version`);
    }
  } catch (error) {
    tell(`a run of an earlier version does not continue yet (${(error as Error).message})`);
  }
}

async function unsealedRuns({ client }: TemporalSession, store: Store): Promise<RunInStore[]> {
  const query = "WorkflowType = 'runWorkflow' AND ExecutionStatus = 'Running'";
  const found = new Map<string, RunInStore>();
  let looked = 0;
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    if (++looked > mostLookedAt) break;
    if (typeof memo?.epoch === 'number') continue;
    const run = await runOf(store, workflowId);
    if (run?.state?.status === 'running') found.set(workflowId, run);
  }
  return [...found.values()];
}

/** The store's run with this workflow; null: it is another store's, or nobody's. */
async function runOf(store: Store, workflowId: string): Promise<RunInStore | null> {
  const name = workflowId.split('@')[0]!;
  if (workflowId !== runWorkflowId(name, store.id) || !/^[\w-]+$/.test(name)) return null;
  return (await readRun(store.refs, name)) ?? null;
}
