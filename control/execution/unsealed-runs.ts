// Runs whose open workflow an earlier version started, or whose keys were replaced: no worker can open what it sent.
// They continue from the store with the next command that starts or follows a run, also if nobody follows them.
import { isRunName } from '../../domain/runs/run-id.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, type Store } from '../../store/index.js';
import { onItsOwn } from '../identity/actor.js';
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
  const notYet = (name: string, error: unknown): void =>
    tell(`${name} does not continue in this version yet (${(error as Error).message})`);
  try {
    for (const name of await unsealedNames(session, store)) {
      await continueRun(session, store, name, tell).catch((error: unknown) => notYet(name, error));
    }
  } catch (error) {
    notYet('a run of an earlier version', error);
  }
}

async function unsealedNames({ client }: TemporalSession, store: Store): Promise<ReadonlySet<string>> {
  const query = "WorkflowType = 'runWorkflow' AND ExecutionStatus = 'Running'";
  const found = new Set<string>();
  let looked = 0;
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    if (++looked > mostLookedAt) break;
    const name = workflowId.split('@')[0]!;
    const isOurs = workflowId === runWorkflowId(name, store.id) && isRunName(name);
    if (isOurs && typeof memo?.epoch !== 'number') found.add(name);
  }
  return found;
}

/** Does nothing for a run that is not in the store, or is not running. */
async function continueRun(
  session: TemporalSession,
  store: Store,
  name: string,
  tell: (text: string) => void,
): Promise<void> {
  const run = await readRun(store.refs, name);
  if (run?.state?.status !== 'running') return;
  const by = onItsOwn('continued by itself: an earlier version had left it open');
  if (await ensureStarted(session, store, run, { by })) tell(`${name} continues from the store in this version`);
}
