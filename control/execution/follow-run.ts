// Follows a run until it ends or the user detaches: every second, finished steps from the store and open ones from
// Temporal.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunState } from '../../domain/runs/run-state.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import { diskWatch, type DiskWatchRequest } from './disk-watch.js';
import type { Follower } from './follower.js';
import { executionOf, stepsIn, type Execution } from './open-steps.js';
import type { OpenStep } from '../progress/progress.js';
import { RunStanding } from '../progress/run-standing.js';
import type { TemporalSession } from './session.js';
import { settleSilent } from './silent-run.js';
import { openWorkflows, troublesOf, troubleText, type WorkflowTrouble } from './workflow-troubles.js';

export interface FollowRequest extends DiskWatchRequest {
  readonly store: Store;
  readonly run: RunInStore;
  readonly follower: Follower;
  /** Aborted: the user detaches. */
  readonly signal: AbortSignal;
  /** Opens another session if the server or the supervisor was lost. */
  connect(): Promise<TemporalSession>;
  /** Pause between two looks; by default a second. */
  readonly everyMs?: number;
}

const lookEveryMs = 1000;
/**
 * For this many looks a run may have no open workflow: another command is about to start it, or its end is being
 * written.
 */
const silentLooks = 10;

/**
 * The run's end; null if the user detached first. The given session is used, and replaced if it breaks; the last one is
 * closed.
 */
export async function followRun(request: FollowRequest, opened: TemporalSession): Promise<RunState | null> {
  const watch = createWatch(request);
  let session: TemporalSession | null = opened;
  try {
    while (!request.signal.aborted) {
      const ended = await endOf(request);
      if (ended) {
        await watch.tellFinished();
        return ended;
      }
      await watch.tellDisk();
      session = await look(request, watch, session);
      await sleep(request.everyMs ?? lookEveryMs, undefined, { signal: request.signal }).catch(() => undefined);
    }
    return null;
  } finally {
    request.follower.end();
    await session?.close();
  }
}

interface Watch {
  /** Reports once when the disk is full, and once when it no longer is. The server may be unable to. */
  tellDisk(): Promise<void>;
  /** Reports each reason once that keeps a workflow from continuing. */
  tellTroubles(troubles: readonly WorkflowTrouble[]): void;
  /** Reports steps that finished since the last time; returns all. */
  tellFinished(): Promise<readonly StepRecord[]>;
  /** The same, and shows where the run is. */
  look(open: readonly OpenStep[]): Promise<void>;
  /** True if the run's workflow has not been open for several looks, or is not one of ours. */
  isSilent(execution: Execution | null): boolean;
}

/** One look. It reports trouble with Temporal and waits: looking cannot lose the run's workflow. */
async function look(
  request: FollowRequest,
  watch: Watch,
  session: TemporalSession | null,
): Promise<TemporalSession | null> {
  const { store, run, follower, connect, signal } = request;
  const workflowId = runWorkflowId(run.frozen.run, store.id);
  try {
    const current = session ?? (await connect());
    try {
      const open = await openWorkflows(current.client, workflowId);
      await watch.look(await stepsIn(current.client, open));
      watch.tellTroubles(await troublesOf(current.client, open));
      const execution = await executionOf(current.client, workflowId);
      if (watch.isSilent(execution)) await settleSilent(current, store, run, execution, follower);
      return current;
    } catch (error) {
      await current.close();
      throw error;
    }
  } catch (error) {
    if (signal.aborted) return null;
    follower.tell(`no answer from the server (${firstLine(error)}); trying again`);
    return null;
  }
}

function createWatch(request: FollowRequest): Watch {
  const { store, run, follower } = request;
  const standing = new RunStanding(store, run);
  let silent = 0;
  let troubled: ReadonlySet<string> = new Set();
  const tellFinished = async (): Promise<readonly StepRecord[]> => {
    const { all, fresh } = await standing.finished();
    for (const record of fresh) follower.finished(record);
    return all;
  };
  return {
    tellDisk: diskWatch(request),
    tellTroubles(troubles) {
      const texts = troubles.map((trouble) => troubleText(trouble, run.frozen.run));
      for (const text of texts.filter((one) => !troubled.has(one))) follower.tell(text);
      troubled = new Set(texts);
    },
    tellFinished,
    isSilent(execution) {
      silent = execution?.isOurs && execution.status === 'RUNNING' ? 0 : silent + 1;
      if (silent < silentLooks) return false;
      silent = 0;
      return true;
    },
    async look(open) {
      follower.show(await standing.progress(await tellFinished(), open));
    },
  };
}

/** How the run ended, as the store records it. */
async function endOf({ store, run }: FollowRequest): Promise<RunState | null> {
  const state = (await readRun(store.refs, run.frozen.run))?.state ?? null;
  return state && state.status !== 'running' ? state : null;
}

function firstLine(error: unknown): string {
  // The client wraps the reason: "Failed to describe workflow" says less than its cause.
  const reason = (error as Error)?.cause ?? error;
  return String((reason as Error)?.message ?? reason).split('\n')[0]!;
}
