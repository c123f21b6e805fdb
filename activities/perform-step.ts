// The life of every step: look it up by key, else compute it, publish the record, and enter it in the run's ledger.
import { Context } from '@temporalio/activity';
import type { Digest } from '../domain/digest.js';
import { stepKey, type StepRecord, type StepResult } from '../domain/step.js';
import { passFaultPoint } from '../store/index.js';
import type { Store } from '../store/types.js';
import type { ActivityDeps } from './deps.js';
import { asFailure } from './failures.js';
import type { StepOutcome, StepRequest } from './types.js';

/** A computed result, and where inside the step the attempt that computed it began. */
export interface Computed {
  readonly result: StepResult;
  readonly resumedAtIteration?: number | undefined;
}

/** Computes a step that no record has; `attempt` names the attempt's own recovery points. */
export type Compute = (key: Digest, attempt: string) => Promise<Computed>;

/** Performs a step at most once: a finished one is found by (key, fingerprint) and computes nothing. */
export async function performStep(
  deps: ActivityDeps,
  request: StepRequest,
  fingerprint: Digest,
  compute: Compute,
): Promise<StepOutcome> {
  try {
    const key = stepKey(request.step);
    const record =
      (await lookUp(deps.store, request, key, fingerprint)) ??
      (await publish(deps, request, key, fingerprint, compute));
    await enterInLedger(deps.store, request, record);
    return { key, outputs: record.outputs, numbers: record.numbers, status: record.status };
  } catch (error) {
    throw asFailure(error);
  }
}

/** The run's own records first; then, unless the run is fresh, whatever the store holds. */
async function lookUp(
  store: Store,
  { run, step, circumstances }: StepRequest,
  key: Digest,
  fingerprint: Digest,
): Promise<StepRecord | null> {
  if (circumstances.fresh) {
    const entered = await store.ledger.find(run, { place: step.place, key });
    if (entered?.fingerprint !== fingerprint) return null;
  }
  return store.records.find(key, fingerprint);
}

async function publish(
  { store, host }: ActivityDeps,
  request: StepRequest,
  key: Digest,
  fingerprint: Digest,
  compute: Compute,
): Promise<StepRecord> {
  const { attempt, activityId, workflowExecution } = Context.current().info;
  const startedAt = new Date().toISOString();
  const fence = { epoch: request.epoch, workflowRunId: workflowExecution?.runId ?? '', activityId, attempt };
  const claim = await store.claims.take(request.run, key, fence, { host, startedAt, fingerprint });
  passFaultPoint('step.claimed', request.step.place);
  const { result, resumedAtIteration } = await compute(key, claim.id);
  passFaultPoint('step.computed', request.step.place);
  await claim.assertHeld();
  const record = await store.records.put({
    schemaVersion: 1,
    key,
    fingerprint,
    step: request.step,
    outputs: result.outputs,
    numbers: result.numbers,
    status: result.status,
    circumstances: {
      run: request.run,
      startedAt,
      finishedAt: new Date().toISOString(),
      host,
      attempt,
      ...(workflowExecution ? { workflowId: workflowExecution.workflowId } : {}),
      ...(resumedAtIteration === undefined ? {} : { resumedAtIteration }),
    },
  });
  passFaultPoint('step.published', request.step.place);
  await store.recovery.clear(key, request.run);
  await claim.release();
  return record;
}

async function enterInLedger(store: Store, { run, epoch, step }: StepRequest, record: StepRecord): Promise<void> {
  const { key, fingerprint } = record;
  await store.ledger.append(run, epoch, { place: step.place, key, fingerprint, at: new Date().toISOString() });
  passFaultPoint('step.entered', step.place);
}
