// Makes sure that a run is running, whatever stopped it. Of several processes at once, the owner of the next epoch
// starts it, from the store alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError, errorCodeOf } from '../../domain/errors.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { putJson } from '../../domain/steps/objects.js';
import { runningProgram } from '../../worker/program.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { progressPlace, type PlanProgress } from '../../domain/plan/index.js';
import {
  enterSharedSteps,
  isCompleted,
  readRun,
  takeOwnership,
  tellForked,
  tellFrozen,
  walkStoredRun,
  writeRunState,
  type RunInStore,
  type Store,
} from '../../store/index.js';
import { executionOf, type Execution } from './open-steps.js';
import { requireSameRuntime } from './runtime-pin.js';
import type { TemporalSession } from './session.js';
import { openWorkflows, troublesOf } from './workflow-troubles.js';
import { honourRequest, startExecution } from './start-execution.js';

/**
 * How long an owner may take to start its execution before it is presumed lost. Whoever asks next then takes the next
 * epoch.
 */
const startLimitMs = 10_000;

export interface Start {
  /** Who starts it; the run's ledger keeps it. Absent: nobody is known. */
  readonly by?: Actor;
  /** Steps are taken back from that place on. */
  readonly from?: string | undefined;
}

/**
 * Starts a run's next execution unless one is running or the run is completed; with `from` also that of a completed
 * run. True if this call started it. Throws EAGAN_RUNTIME_DIFFERS if the run was begun on another kind of machine, and
 * with `from` EAGAN_RUN_RUNNING if an execution is running.
 */
export async function ensureStarted(
  session: TemporalSession,
  store: Store,
  { frozen }: RunInStore,
  start: Start = {},
): Promise<boolean> {
  const { from } = start;
  for (;;) {
    const run = (await readRun(store.refs, frozen.run))!;
    const execution = await executionOf(session.client, runWorkflowId(frozen.run, store.id));
    const stands = await standing(session, run, execution);
    if (from !== undefined && (stands === 'going' || stands === 'starting')) throw isRunning(frozen.run);
    if (from === undefined && (stands === 'completed' || stands === 'going')) return false;
    if (stands !== 'starting' && (await startNext(session, store, run, execution, start))) return true;
    await sleep(250);
  }
}

/** `starting`: another process took the run a moment ago. */
type Standing = 'completed' | 'going' | 'starting' | 'stopped';

async function standing(session: TemporalSession, run: RunInStore, execution: Execution | null): Promise<Standing> {
  const { state, owner } = run;
  if (isCompleted(run)) return 'completed';
  if (!owner) return 'stopped';
  const isEnded = state?.epoch === owner.epoch && state.status !== 'running';
  if (isEnded) return 'stopped';
  if (execution?.epoch === owner.epoch)
    return execution.status === 'RUNNING' && !(await isStuck(session, execution)) ? 'going' : 'stopped';
  return Math.abs(Date.now() - Date.parse(owner.at)) < startLimitMs ? 'starting' : 'stopped';
}

/** One of its workflows fails at every attempt: its execution can no longer use what the store has. */
async function isStuck({ client }: TemporalSession, { workflowId }: Execution): Promise<boolean> {
  const troubles = await troublesOf(client, await openWorkflows(client, workflowId));
  return troubles.some(({ kind }) => kind === 'stuck');
}

/** False if another process took the run first. */
async function startNext(
  session: TemporalSession,
  store: Store,
  { frozen, owner }: RunInStore,
  execution: Execution | null,
  { by, from }: Start,
): Promise<boolean> {
  const { run, forkedFrom } = frozen;
  await requireSameRuntime(session, store, run);
  // Before its first start a fork has no ledger line of its own.
  if (forkedFrom) await requireSameRuntime(session, store, forkedFrom.run);
  try {
    const at = new Date().toISOString();
    const epoch = await takeOwnership(store.refs, run, owner?.epoch ?? 0, at, { seen: execution?.epoch ?? 0, from });
    const taken = (await readRun(store.refs, run))!;
    await tellTaken(store, taken, epoch, by);
    await enterSharedSteps(store, frozen, epoch);
    const { progress } = await walkStoredRun(store, taken);
    await writeBegun(store, taken, epoch, progress, { by, from });
    await startExecution(session, store, taken, epoch, progress);
    await honourRequest(session, store, run, epoch);
    return true;
  } catch (error) {
    if (!['EAGAN_REF_CONFLICT', 'EAGAN_SUPERSEDED'].includes(errorCodeOf(error) ?? '')) throw error;
    return false;
  }
}

/** Enters what belongs before the first step of an epoch, also what an owner that was killed could not enter. */
async function tellTaken(
  store: Store,
  { frozen, owner }: RunInStore,
  epoch: number,
  by: Actor | undefined,
): Promise<void> {
  const { run, forkedFrom } = frozen;
  await tellFrozen(store, run, epoch);
  if (forkedFrom) await tellForked(store, run, forkedFrom);
  for (const taken of owner?.supersessions ?? []) {
    const byNow = by && taken.epoch === epoch ? { by } : {};
    await store.ledger.tell(run, taken.epoch, { kind: 'superseded', from: taken.from, ...byNow });
  }
}

async function writeBegun(
  { refs, ledger, objects }: Store,
  { frozen: { run, pipeline } }: RunInStore,
  epoch: number,
  progress: PlanProgress | null,
  { by, from: takenBackFrom }: Start,
): Promise<void> {
  const at = new Date().toISOString();
  const from = progress && progressPlace(pipeline, progress);
  const back = takenBackFrom === undefined ? {} : { takenBackFrom };
  const program = await putJson(objects, runningProgram());
  await ledger.tell(run, epoch, { kind: 'started', from, ...back, program, ...(by ? { by } : {}) }, at);
  await writeRunState(refs, run, { schemaVersion: 1, epoch, startedAt: at, status: 'running' });
}

function isRunning(run: string): EaganError {
  return new EaganError(
    'EAGAN_RUN_RUNNING',
    `cannot redo steps of run ${run} while it is running`,
    `Pause it first: eagan pause ${run}`,
  );
}
