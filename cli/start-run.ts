// Finds or makes the run that a pipeline file asks for, freezes it in the store, and starts its workflow: exactly once.
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { runId } from '../domain/run-id.js';
import { runRefs } from '../domain/run-state.js';
import { runAttribute } from '../domain/search-attributes.js';
import { readRun, takeOwnership, writeRunState, type FrozenRun, type RunInStore, type Store } from '../store/index.js';
import type { RunInput } from '../workflows/types.js';
import { executionStatus } from './open-steps.js';
import type { Session } from './session.js';

/** What a person asks to run; `digest` by domain/run-id.ts. */
export interface RunRequest extends Pick<FrozenRun, 'pipeline' | 'digest' | 'text' | 'contents' | 'decoder' | 'fresh'> {
  /** A run of its own even where one of this pipeline exists. */
  readonly isNew: boolean;
}

/** The run of this pipeline: the latest there is, else (or with `isNew`) a new one, frozen into the store.
 * Throws EAGAN_RUN_EXISTS when the name is taken by another pipeline or other data. */
export async function findOrFreeze(store: Store, request: RunRequest): Promise<RunInStore> {
  const base = runId(request.pipeline.name, request.digest);
  for (let number = 1, latest: RunInStore | null = null; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const found = await readRun(store.refs, name);
    if (found) {
      latest = found;
    } else if (latest && !request.isNew) {
      return sameRun(latest, request);
    } else if (await freeze(store, name, request)) {
      return (await readRun(store.refs, name))!;
    } else {
      // Another process froze this name a moment ago: look at it again.
      number--;
    }
  }
}

async function freeze(store: Store, run: string, request: RunRequest): Promise<boolean> {
  const { pipeline, digest, text, contents, decoder, fresh } = request;
  const createdAt = new Date().toISOString();
  const frozen: FrozenRun = { schemaVersion: 1, run, pipeline, digest, text, contents, decoder, fresh, createdAt };
  try {
    await store.refs.compareAndSwap(runRefs.pipeline(run), 0, frozen);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EAGAN_REF_CONFLICT') return false;
    throw error;
  }
}

function sameRun(found: RunInStore, { digest, decoder }: RunRequest): RunInStore {
  const { frozen } = found;
  const differs = [
    frozen.digest !== digest && 'another pipeline, or other images in its data folder',
    frozen.decoder !== decoder && `another image decoder (${frozen.decoder})`,
  ].filter(Boolean);
  if (differs.length === 0) return found;
  throw new EaganError(
    'EAGAN_RUN_EXISTS',
    `run ${frozen.run} must be of this pipeline, its images and their decoder (it was started with ${differs.join(' and ')})`,
    'Start another run beside it with --new.',
  );
}

/** So long another process, or a closing workflow, may take. */
const startLimitMs = 30_000;

/** Starts the run's workflow unless it is open. Of several processes at once, the owner of the next epoch does it. */
export async function ensureStarted(session: Session, store: Store, { frozen }: RunInStore): Promise<void> {
  const { run } = frozen;
  if (await isGoing(session, store, run)) return;
  const now = await readRun(store.refs, run);
  // It came to its end since it was looked up.
  if (now?.state?.status === 'completed') return;
  const known = now?.owner?.epoch ?? 0;
  try {
    const epoch = await takeOwnership(store.refs, run, known, new Date().toISOString());
    await writeRunState(store.refs, run, {
      schemaVersion: 1,
      epoch,
      startedAt: new Date().toISOString(),
      status: 'running',
    });
    await startWorkflow(session, frozen, epoch);
  } catch (error) {
    if (!['EAGAN_REF_CONFLICT', 'EAGAN_SUPERSEDED'].includes(errorCodeOf(error) ?? '')) throw error;
    await waitForStart(session, run);
  }
}

/** True when the run's workflow is open and has not told its end; one that just told it is waited for, as it closes in a moment. */
async function isGoing({ client }: Session, store: Store, run: string): Promise<boolean> {
  for (const end = Date.now() + startLimitMs; Date.now() < end; await sleep(100)) {
    if ((await executionStatus(client, run)) !== 'RUNNING') return false;
    if ((await readRun(store.refs, run))?.state?.status === 'running') return true;
  }
  return true;
}

const eaganRun = defineSearchAttributeKey(runAttribute, SearchAttributeType.KEYWORD);

async function startWorkflow({ client, queues }: Session, frozen: FrozenRun, epoch: number): Promise<void> {
  const { run, pipeline, contents, decoder, fresh } = frozen;
  const input: RunInput = { schemaVersion: 1, run, epoch, pipeline, contents, decoder, queues, fresh };
  await client.workflow.start('runWorkflow', {
    workflowId: run,
    taskQueue: queues.control,
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([{ key: eaganRun, value: run }]),
  });
}

/** Another process took the run a moment ago and is starting it. */
async function waitForStart({ client }: Session, run: string): Promise<void> {
  for (const end = Date.now() + startLimitMs; Date.now() < end; await sleep(250)) {
    if ((await executionStatus(client, run)) !== null) return;
  }
  throw new EaganError(
    'EAGAN_REF_CONFLICT',
    `run ${run} must be started by the process that took it (it did not within ${startLimitMs / 1000} s)`,
    'Run the same command again.',
  );
}
