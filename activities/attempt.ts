// One attempt at a step in a trainer. A claim takes the step, so that a newer attempt fences this one off. The claim
// also records how the attempt ended, for the next one. Temporal forgets both.
import { Context } from '@temporalio/activity';
import type { Attempt } from '../domain/steps/attempt.js';
import { judgeAttempts, retryDelayMs, type Verdict } from '../domain/steps/retries.js';
import type { EarlierAttempt, StepRecord, StepResult } from '../domain/steps/step.js';
import { passFaultPoint } from '../store/index.js';
import type { Claim } from '../store/types.js';
import { AttemptCourse } from './attempt-course.js';
import type { ActivityDeps } from './deps.js';
import { asActivityFailure, endOf, finalFailure } from './failures.js';
import { publish, type PendingStep } from './publish.js';
import { endedWithout, tellAttempt, tellEarlier } from './tell-attempts.js';
import { withRoom, type RoomContext } from './wait-for-room.js';

/** A step that this attempt has claimed. */
export interface ClaimedStep extends PendingStep {
  readonly claim: Claim;
  /** When it took the step; ISO 8601. */
  readonly takenAt: string;
  readonly course: AttemptCourse;
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
  const room = { store, owner: request, beats };
  const earlier = await store.claims.attempts(request.run, key);
  const verdict = judgeAttempts(request.step, request.epoch, earlier);
  if (verdict.kind === 'stop') {
    await withRoom(room, () => tellEarlier(store, unmade, earlier));
    throw finalFailure(verdict.code, verdict.message, verdict.cure);
  }
  const takenAt = new Date().toISOString();
  const claim = await withRoom(room, () => takeClaim(deps, unmade, { startedAt: takenAt }));
  passFaultPoint('step.claimed', request.step.place);
  const taken: ClaimedStep = { ...unmade, claim, verdict, takenAt, course: new AttemptCourse() };
  const record = await computeAndPublish(deps, taken, compute, room).catch(async (error: unknown) => {
    throw asActivityFailure(error, await endAttempt(deps, taken, error));
  });
  passFaultPoint('step.published', request.step.place);
  // If this worker is lost here, the next attempt finds the record and this claim, and tells of both.
  const endedAt = new Date().toISOString();
  await withRoom(room, () => tellOwn(deps, taken, { endedAt, outcome: 'finished' }));
  passFaultPoint('attempt.entered', request.step.place);
  await store.recovery.clear(key, request.run);
  await claim.release();
  return record;
}

async function computeAndPublish(
  deps: ActivityDeps,
  taken: ClaimedStep,
  compute: (taken: ClaimedStep) => Promise<StepComputation>,
  room: RoomContext,
): Promise<StepRecord> {
  const { request, key, claim, verdict, takenAt } = taken;
  const { store } = deps;
  await withRoom(room, () => tellEarlier(store, taken, claim.before));
  if (isBegunAnew(taken, claim)) await store.recovery.clear(key, request.run);
  const { result, told } = await compute(taken);
  passFaultPoint('step.computed', request.step.place);
  return withRoom(room, async () => {
    await claim.assertHeld();
    return publish(deps, taken, result, takenAt, { ...told, ...before(claim, verdict) });
  });
}

/**
 * Enters and removes what attempts left behind at a published step: the attempt that published it was lost before it
 * could do so.
 */
export async function forgetAttempts(deps: ActivityDeps, unmade: PendingStep): Promise<void> {
  const { claims, recovery } = deps.store;
  if ((await claims.attempts(unmade.request.run, unmade.key)).length === 0) return;
  const claim = await takeClaim(deps, unmade, { startedAt: new Date().toISOString(), tidies: true });
  await tellEarlier(deps.store, unmade, claim.before);
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

/** The process that works. */
const worker = String(process.pid);

function tellOwn(
  { store, host }: ActivityDeps,
  { claim, takenAt, course, ...unmade }: ClaimedStep,
  ended: Parameters<typeof tellAttempt>[3],
): Promise<void> {
  const own = { claim: basename(claim.id), worker, host, takenAt };
  return tellAttempt(store, unmade, own, ended, course.told());
}

const basename = (id: string): string => id.split('/').at(-1)!;

function takeClaim(
  { store, host }: ActivityDeps,
  { request, key, fingerprint }: PendingStep,
  begun: Pick<Attempt, 'startedAt' | 'tidies'>,
): Promise<Claim> {
  const { attempt, activityId, workflowExecution } = Context.current().info;
  const fence = { epoch: request.epoch, workflowRunId: workflowExecution?.runId ?? '', activityId, attempt };
  return store.claims.take(request.run, key, fence, { host, worker, fingerprint, ...begun });
}

/**
 * Writes into the claim and the ledger how the attempt ended, and returns how long the next one should wait. If the
 * disk is too full or too broken for that, people see the first error, and the next attempt tells of this one.
 */
async function endAttempt(deps: ActivityDeps, taken: ClaimedStep, error: unknown): Promise<number> {
  const { store } = deps;
  const { request, key, claim } = taken;
  const { code, message } = endOf(error);
  const point = await store.recovery.latest(key, claim.id).catch(() => null);
  const end = { at: new Date().toISOString(), code, message, iteration: point?.iteration ?? null };
  await claim.end(end).catch(() => undefined);
  await tellOwn(deps, taken, endedWithout(end)).catch(() => undefined);
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
