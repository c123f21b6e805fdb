// One attempt at a step in a trainer. A claim takes the step, so that a newer attempt fences this one off. The claim
// also records how the attempt ended, for the next one. Temporal forgets both.
import { Context } from '@temporalio/activity';
import type { Attempt } from '../domain/steps/attempt.js';
import { judgeAttempts, retryDelayMs, type Verdict } from '../domain/steps/retries.js';
import type { EarlierAttempt, StepRecord, StepResult } from '../domain/steps/step.js';
import { passFaultPoint } from '../store/index.js';
import type { Claim } from '../store/types.js';
import type { ActivityDeps } from './deps.js';
import { asActivityFailure, endOf, finalFailure } from './failures.js';
import { publish, type PendingStep } from './publish.js';
import { withRoom } from './wait-for-room.js';

/** A step that this attempt has claimed. */
export interface ClaimedStep extends PendingStep {
  readonly claim: Claim;
  readonly verdict: Exclude<Verdict, { kind: 'stop' }>;
}

/** A computed result, with its trainer's report on how it was computed. */
export interface StepComputation {
  readonly result: StepResult;
  readonly told: Pick<StepRecord['circumstances'], 'resumedAtIteration' | 'writingMs'>;
}

/** Computes and publishes a step. If that fails or is interrupted, the claim says how. */
export async function attemptStep(
  deps: ActivityDeps,
  unmade: PendingStep,
  compute: (taken: ClaimedStep) => Promise<StepComputation>,
): Promise<StepRecord> {
  const { store } = deps;
  const { request, key, beats } = unmade;
  const verdict = judgeAttempts(request.step, request.epoch, await store.claims.attempts(request.run, key));
  if (verdict.kind === 'stop') throw finalFailure(verdict.code, verdict.message, verdict.cure);
  const startedAt = new Date().toISOString();
  const room = { store, owner: request, beats };
  const claim = await withRoom(room, () => takeClaim(deps, unmade, startedAt));
  passFaultPoint('step.claimed', request.step.place);
  if (isBegunAnew(unmade, claim)) await store.recovery.clear(key, request.run);
  try {
    const { result, told } = await compute({ ...unmade, claim, verdict });
    passFaultPoint('step.computed', request.step.place);
    const record = await withRoom(room, async () => {
      await claim.assertHeld();
      return publish(deps, unmade, result, startedAt, { ...told, ...before(claim, verdict) });
    });
    passFaultPoint('step.published', request.step.place);
    await store.recovery.clear(key, request.run);
    await claim.release();
    return record;
  } catch (error) {
    throw asActivityFailure(error, await endAttempt(deps, unmade, claim, error));
  }
}

/**
 * Removes what attempts left behind at a published step: the attempt that published it was lost before it could do so.
 */
export async function forgetAttempts(deps: ActivityDeps, unmade: PendingStep): Promise<void> {
  const { claims, recovery } = deps.store;
  if ((await claims.attempts(unmade.request.run, unmade.key)).length === 0) return;
  const claim = await takeClaim(deps, unmade, new Date().toISOString());
  await recovery.clear(unmade.key, unmade.request.run);
  await claim.release();
}

/**
 * True for the first attempt since `resume --from` repeats the step. What earlier attempts wrote does not count any
 * more.
 */
function isBegunAnew({ request }: PendingStep, { before }: Claim): boolean {
  const { sinceEpoch } = request.circumstances;
  return sinceEpoch !== undefined && before.every(({ epoch }) => epoch < sinceEpoch);
}

function takeClaim(
  { store, host }: ActivityDeps,
  { request, key, fingerprint }: PendingStep,
  startedAt: string,
): Promise<Claim> {
  const { attempt, activityId, workflowExecution } = Context.current().info;
  const fence = { epoch: request.epoch, workflowRunId: workflowExecution?.runId ?? '', activityId, attempt };
  return store.claims.take(request.run, key, fence, { host, startedAt, fingerprint });
}

/**
 * Writes into the claim how the attempt ended, and returns how long the next one should wait. If the disk is too full
 * or too broken for that, nothing is written, and people see the first error.
 */
async function endAttempt(
  { store }: ActivityDeps,
  { request, key }: PendingStep,
  claim: Claim,
  error: unknown,
): Promise<number> {
  const { code, message } = endOf(error);
  const point = await store.recovery.latest(key, claim.id).catch(() => null);
  const end = { at: new Date().toISOString(), code, message, iteration: point?.iteration ?? null };
  await claim.end(end).catch(() => undefined);
  const alike = claim.before.filter((attempt) => attempt.epoch === request.epoch && attempt.end?.code === code);
  return retryDelayMs(code, alike.length + 1);
}

/**
 * Number of earlier attempts in a record, so that the record of a step that was killed a thousand times stays small.
 */
const attemptsTold = 20;

function before(
  { before }: Claim,
  verdict: ClaimedStep['verdict'],
): Pick<StepRecord['circumstances'], 'attempts' | 'reason'> {
  return {
    ...(before.length > 0 ? { attempts: before.slice(-attemptsTold).map(summaryOf) } : {}),
    ...(verdict.kind === 'unjudged' ? { reason: verdict.reason } : {}),
  };
}

function summaryOf({ startedAt, end }: Attempt): EarlierAttempt {
  return { code: end?.code ?? 'lost', startedAt, endedAt: end?.at ?? null };
}
