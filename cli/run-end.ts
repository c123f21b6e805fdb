// How a run ended, for people and scripts: its result, who stopped it, or what failed and the fix.
import { join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import type { RunFailure, RunState } from '../domain/runs/run-state.js';
import { runWorkflowId } from '../domain/runs/workflow-id.js';
import { readRun, type FrozenRun, type RunInStore, type Store } from '../store/index.js';
import { statePaths } from '../worker/state-paths.js';
import type { TemporalEndpoint } from '../worker/types.js';
import type { Context } from './command.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { workflowLink } from '../control/execution/session.js';
import { wayOut } from '../control/runs/way-out.js';
import { wayOn } from '../terminal/words.js';

/** States of runs that somebody stopped; only `resume` continues them. */
export type StoppedState = 'paused' | 'cancelled';

/** States of runs that stopped by themselves. */
export type FailedState = RunFailure & { readonly status: 'failed' | 'blocked' };

/** Reports a run that was followed to its end. Throws for a failed run. */
export async function tellEnd(
  store: Store,
  { frozen }: RunInStore,
  state: RunState,
  context: Context,
  endpoint: TemporalEndpoint | null,
): Promise<void> {
  const { run } = frozen;
  switch (state.status) {
    case 'completed':
      return showCompleted(store, (await readRun(store.refs, run))!, context, endpoint);
    case 'failed':
    case 'blocked':
      throw runFailed(frozen, state);
    case 'paused':
    case 'cancelled':
      return tellStopped(run, state, context);
  }
}

/** Neither yes nor no. */
export function tellStopped(
  run: string,
  { status, budget }: { readonly status: StoppedState; readonly budget?: string },
  context: Context,
): void {
  context.exitCode = exitCodes.stopped;
  const why = budget === undefined ? '' : `: ${budget}`;
  context.output.result(
    { run, status, ...(budget === undefined ? {} : { budget }) },
    () => `${run} is ${status}${why}; its finished steps are kept. Continue it: ${wayOn(run, budget ?? null)}`,
  );
}

/** A failed run as an error: its own code is in the text, and the exit code is that of a negative answer. */
export function runFailed(frozen: FrozenRun, state: FailedState): EaganError {
  return new EaganError(
    state.status === 'blocked' ? 'EAGAN_RUN_BLOCKED' : 'EAGAN_RUN_FAILED',
    `${frozen.run} ${howItFailed(state)}`,
    wayOut(frozen, state),
  );
}

/** `is blocked in trainSegment: EAGAN_OUT_OF_MEMORY: …` */
export function howItFailed({ status, code, message, activity }: FailedState): string {
  return `${status === 'blocked' ? 'is blocked' : 'failed'}${activity ? ` in ${activity}` : ''}: ${code}: ${message}`;
}

/** Writes the results as files and shows them. */
export async function showCompleted(
  store: Store,
  run: RunInStore,
  { output, environment, stateFolder }: Context,
  endpoint: TemporalEndpoint | null,
): Promise<void> {
  const { pictures, summarise } = await import('../control/progress/summary.js');
  const { pictureRows, summaryText } = await import('./text/summary-text.js');
  const name = run.frozen.run;
  const { readingRun } = await import('../store/index.js');
  const folder = join(statePaths(stateFolder()).runs, name);
  const summary = await readingRun(name, () => summarise(store, run, folder));
  const { endFilesIn } = await import('../worker/end-files.js');
  const { writtenAtEnd } = await import('../control/runs/written-at-end.js');
  const onWait = (): void => output.note('the report and the folder of the winner are being written');
  const written = await writtenAtEnd(stateFolder(), name, endOf(run), endFilesIn(environment), onWait);
  const known = { ...summary, files: { ...summary.files, ...written } };
  const shown = output.json ? null : await readingRun(name, () => pictures(store, run));
  const rows = shown === null ? '' : pictureRows(shown, output, environment);
  output.result(known, () => summaryText(known, rows, workflowLink(endpoint, runWorkflowId(name, store.id))));
}

/** When it ended; of a run that goes on, now. */
const endOf = ({ state }: RunInStore): string =>
  state && 'finishedAt' in state ? state.finishedAt : new Date().toISOString();
