// Enters attempts in the ledger: one's own when it ends, and those before that could not. The claim's random name makes
// each of them one line, even if two workers report it.
import type { Digest } from '../domain/digest.js';
import type { ToldAttempt } from '../domain/ledger/kinds.js';
import type { Attempt, AttemptEnd } from '../domain/steps/attempt.js';
import type { StepRecord } from '../domain/steps/step.js';
import type { Store } from '../store/types.js';
import type { AttemptTold } from './attempt-course.js';
import type { PendingStep } from './publish.js';

type Ended = Pick<ToldAttempt, 'endedAt' | 'outcome' | 'code' | 'message' | 'recordedBy' | 'toIteration'>;

/** Enters this worker's own attempt. */
export function tellAttempt(
  store: Store,
  { request, key }: Pick<PendingStep, 'request' | 'key'>,
  attempt: Pick<ToldAttempt, 'claim' | 'worker' | 'host' | 'takenAt'>,
  ended: Ended,
  told: AttemptTold = {},
): Promise<void> {
  const { run, epoch, step } = request;
  return store.ledger.tell(run, epoch, { kind: 'attempt', place: step.place, key, ...attempt, ...told, ...ended });
}

/** How an attempt ended that gave no result. */
export function endedWithout({ at, code, message }: Omit<AttemptEnd, 'iteration'>): Ended {
  if (code === 'handedBack') return { endedAt: at, outcome: 'interrupted', message };
  return { endedAt: at, outcome: 'failed', code, message };
}

/**
 * Enters the attempts before, oldest first, that were killed before they could do it themselves.
 */
export async function tellEarlier(
  store: Store,
  { request, key, fingerprint }: PendingStep,
  before: readonly Attempt[],
): Promise<void> {
  const attempts = before.filter(({ tidies }) => !tidies);
  if (attempts.length === 0) return;
  const record = await store.records.find(key, fingerprint);
  const { run, step } = request;
  for (const { id, epoch, worker, host, startedAt, ...attempt } of attempts) {
    const known = { claim: id, host, takenAt: startedAt, ...(worker === undefined ? {} : { worker }) };
    const end =
      madeBy(record, run, { host, startedAt }) ?? (await endOf(store, { run, key, fingerprint }, id, attempt.end));
    const event: ToldAttempt = { kind: 'attempt', place: step.place, key, ...known, ...end, recordedBy: 'successor' };
    await store.ledger.tell(run, epoch, event);
  }
}

/** The attempt wrote its record and was lost right after. */
function madeBy(
  record: StepRecord | null,
  run: string,
  { host, startedAt }: Pick<Attempt, 'host' | 'startedAt'>,
): Ended | null {
  const made = record?.circumstances;
  if (made?.run !== run || made.host !== host || made.startedAt !== startedAt) return null;
  return { endedAt: made.finishedAt, outcome: 'finished' };
}

async function endOf(
  store: Store,
  { run, key, fingerprint }: { readonly run: string; readonly key: Digest; readonly fingerprint: Digest },
  id: string,
  end: AttemptEnd | null,
): Promise<Ended> {
  if (end) return { ...endedWithout(end), toIteration: end.iteration };
  const point = await store.recovery.latest(key, `${run}/${fingerprint.slice(0, 16)}/${id}`).catch(() => null);
  const isIts = point?.attempt.endsWith(`/${id}`) ?? false;
  return { endedAt: null, outcome: 'lost', toIteration: isIts ? point!.iteration : null };
}
