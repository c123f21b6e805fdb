// The resume certificate: after a recovery, a short step that was closed before is run again beside the continued work,
// and the results are compared. This shows that the machine still gives the bits that the run is built on.
import { EaganError } from '../domain/errors.js';
import { runsInTrainer } from '../domain/steps/kinds.js';
import { resultText, type StepRecord } from '../domain/steps/step.js';
import { hasInputs, standingLines } from '../store/index.js';
import type { TaskResult } from '../trainer/types.js';
import type { ClaimedStep } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { RuntimeRegistry } from './runtime.js';
import { runTrainerTask, taskCircumstances } from './trainer-task.js';
import { tellLedger } from './wait-for-room.js';

/** Longer steps are not run again, because that would cost too much. */
const longestMs = 30_000;
/** Recoveries of one run that follow each other faster than this share one certificate. */
const atMostEveryMs = 30_000;
/** How many lines of the ledger are searched for a short step. */
const linesLookedAt = 100;

export interface Certificate {
  /**
   * Resolves when the certificate is in the ledger. Rejects with EAGAN_NOT_REPRODUCIBLE when the results differ and
   * the run must stop for that.
   */
  readonly done: Promise<void>;
  stop(): void;
}

interface Candidate {
  readonly record: StepRecord;
  readonly threads: number;
}

export class Certificates {
  private readonly beganAt = new Map<string, number>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly deps: ActivityDeps,
    private readonly runtime: RuntimeRegistry,
  ) {}

  /** Begins a certificate if this attempt recovers earlier work: the step itself, or the run in a later execution. */
  begin(taken: ClaimedStep): Certificate | null {
    const { run, epoch } = taken.request;
    const isFirst = epoch > 1 && !this.seen.has(`${run} ${epoch}`);
    this.seen.add(`${run} ${epoch}`);
    const now = performance.now();
    const isDue = now - (this.beganAt.get(run) ?? -Infinity) >= atMostEveryMs;
    if (!isDue || !(isFirst || taken.claim.before.length > 0)) return null;
    this.beganAt.set(run, now);
    const stopper = new AbortController();
    const done = this.certify(taken, AbortSignal.any([taken.beats.signal, stopper.signal]));
    done.catch(() => undefined); // no unhandled rejection; whoever continues the work awaits `done`
    return { done, stop: () => stopper.abort() };
  }

  private async certify(taken: ClaimedStep, signal: AbortSignal): Promise<void> {
    const { request } = taken;
    const began = performance.now();
    const candidate = await this.lastShortStep(taken);
    if (candidate === null) return;
    const { key, step } = candidate.record;
    const { verdict, message } = await this.compare(taken, candidate, signal);
    const tookMs = Math.round(performance.now() - began);
    await tellLedger(
      { store: this.deps.store, owner: request, beats: taken.beats },
      {
        kind: 'certificate',
        place: step.place,
        key,
        verdict,
        tookMs,
        message,
      },
    );
    if (verdict === 'different' && request.circumstances.onMismatch !== 'warn')
      throw notReproducible(step.place, message);
  }

  /** The run's last closed step that took little time, whose inputs exist, and whose bits this machine can give. */
  private async lastShortStep({ request, key }: ClaimedStep): Promise<Candidate | null> {
    const { records, objects } = this.deps.store;
    const lines = (await standingLines(this.deps.store, request.run)).slice(-linesLookedAt).reverse();
    for (const line of lines) {
      const record = line.key === key ? null : await records.find(line.key, line.fingerprint);
      if (record === null || record.status === 'failed' || !runsInTrainer(record.step) || took(record) >= longestMs)
        continue;
      const threads = (await hasInputs(objects, record)) ? await this.runtime.threadsFor(record.fingerprint) : null;
      if (threads !== null) return { record, threads };
    }
    return null;
  }

  private async compare(
    { request, claim }: ClaimedStep,
    { record, threads }: Candidate,
    signal: AbortSignal,
  ): Promise<{ verdict: 'same' | 'different' | 'notRun'; message: string }> {
    const { step, key, fingerprint } = record;
    const task = {
      step,
      key,
      fingerprint,
      attempt: `${apart(request.run)}/${claim.id.split('/').at(-1)}`,
      circumstances: taskCircumstances(request, step),
    };
    const silent = (): void => undefined;
    try {
      const options = { threads, signal, beside: true, onProgress: silent, onWaiting: silent };
      return difference(record, await runTrainerTask(this.deps, task, options));
    } catch (error) {
      return { verdict: 'notRun', message: error instanceof Error ? error.message : String(error) };
    } finally {
      await this.deps.store.recovery.clear(key, apart(request.run));
    }
  }
}

/** The owner of its recovery points, if it writes any, so that they are apart from those of the run. */
const apart = (run: string): string => `certificate-of-${run}`;

function took({ circumstances }: StepRecord): number {
  return Date.parse(circumstances.finishedAt) - Date.parse(circumstances.startedAt);
}

function difference(record: StepRecord, again: TaskResult): { verdict: 'same' | 'different'; message: string } {
  const [first, second] = [resultText(record), resultText(again)];
  if (first === second) return { verdict: 'same', message: 'the same bits' };
  return { verdict: 'different', message: `first ${first}, again ${second}` };
}

function notReproducible(place: string, message: string): EaganError {
  return new EaganError(
    'EAGAN_NOT_REPRODUCIBLE',
    `${place}, run again after a recovery, must produce the same bits (${message})`,
    'Check the memory and the disk of this machine, then: eagan resume RUN. Or start a run that shares the finished steps and continues after a mismatch: eagan run FILE --set recovery.onMismatch=warn --new',
  );
}
