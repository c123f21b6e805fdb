// What `run`, `attach` and `resume` do with a run: make sure that it is running, follow it to its end, detach on
// Ctrl-C.
import { runWorkflowId } from '../domain/runs/workflow-id.js';
import type { Actor } from '../domain/ledger/actor.js';
import type { RunState } from '../domain/runs/run-state.js';
import { isCompleted, readRun, type RunInStore, type Store } from '../store/index.js';
import type { Context } from './command.js';
import { createDisplay } from './display.js';
import { ensureStarted } from '../control/execution/ensure-started.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { followRun } from '../control/execution/follow-run.js';
import { showCompleted, tellEnd } from './run-end.js';
import { continueUnsealed } from '../control/execution/unsealed-runs.js';
import { openSession, workflowLink, type TemporalSession } from '../control/execution/session.js';

/** What a person asks of a run. `from`: steps from that place on are taken back. */
export interface StartRequest {
  readonly by: Actor;
  readonly from?: string | undefined;
}

/**
 * Makes sure that a run is running, then follows it. If the run has its result, shows it at once and starts nothing,
 * unless steps `from` a place on are taken back.
 */
export async function attachTo(store: Store, run: RunInStore, context: Context, asked: StartRequest): Promise<void> {
  if (isCompleted(run) && asked.from === undefined) return showCompleted(store, run, context, null);
  const { output } = context;
  const connect = (): Promise<TemporalSession> => openSession(context.stateFolder(), store.id, output.note);
  const session = await connect();
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  let state: RunState | null;
  try {
    const link = await startOn(session, store, run, output.note, asked);
    output.note(`${run.frozen.run} is running${link}; Ctrl-C stops watching, not the run`);
    const request = { store, run, follower: createDisplay(output), signal: interrupted.signal, connect };
    state = await followRun(request, session);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
  if (state) return tellEnd(store, run, state, context, session.endpoint);
  context.exitCode = exitCodes.interrupted;
  output.note(`left ${run.frozen.run} running; ${wayBack(run.frozen.run)}`);
}

/** Makes sure that a run is running, with steps `from` a place on taken back, and returns. */
export async function startDetached(
  store: Store,
  run: RunInStore,
  context: Context,
  asked: StartRequest,
): Promise<void> {
  const { output } = context;
  const name = run.frozen.run;
  const status = run.state?.status;
  if (isCompleted(run) && asked.from === undefined)
    return output.result(
      { run: name, status, link: null },
      () => `${name} is completed; show its result: eagan attach ${name}`,
    );
  const session = await openSession(context.stateFolder(), store.id, output.note);
  const link = await startOn(session, store, run, output.note, asked);
  await session.close();
  // A small run may have ended meanwhile.
  const now = (await readRun(store.refs, name))?.state?.status ?? 'running';
  output.result(
    { run: name, status: now, link: linkOf(session, store, name) },
    () => `${name} is ${now}${link}\n${wayBack(name)}`,
  );
}

/** The link to the run in brackets, if there is one. Closes the session if the run cannot be started. */
async function startOn(
  session: TemporalSession,
  store: Store,
  run: RunInStore,
  tell: (text: string) => void,
  asked: StartRequest,
): Promise<string> {
  try {
    await ensureStarted(session, store, run, asked);
    await continueUnsealed(session, store, tell);
  } catch (error) {
    await session.close();
    throw error;
  }
  const link = linkOf(session, store, run.frozen.run);
  if (link) return ` (${link})`;
  return session.endpoint.kind === 'embedded' ? ` (${howToLook})` : '';
}

/** The web UI is closed until somebody asks for it. */
const howToLook = "Temporal's web UI: eagan server ui";

const linkOf = ({ endpoint }: TemporalSession, store: Store, run: string): string | null =>
  workflowLink(endpoint, runWorkflowId(run, store.id));

const wayBack = (run: string): string =>
  `watch: eagan attach ${run} · pause: eagan pause ${run} · cancel: eagan cancel ${run}`;
