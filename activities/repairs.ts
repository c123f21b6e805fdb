// A missing or damaged object is made again by the step that made it, with the same key and without the look-up. The
// result must be the same.
import type { Digest } from '../domain/digest.js';
import { EaganError, errorCodeOf, type ErrorCode } from '../domain/errors.js';
import { ObjectError } from '../domain/steps/objects.js';
import { runsInTrainer } from '../domain/steps/kinds.js';
import { computePure } from '../domain/steps/pure-steps.js';
import { resultText, type StepRecord, type StepResult } from '../domain/steps/step.js';
import { makerOf } from '../store/index.js';
import type { ActivityDeps } from './deps.js';
import type { Heartbeats } from './heartbeats.js';
import type { RuntimeRegistry } from './runtime.js';
import { runTrainerTask, taskCircumstances } from './trainer-task.js';
import type { StepRequest } from './types.js';
import { tellLedger } from './wait-for-room.js';

/** The owner of a repair: its run, its circumstances, its heartbeat. */
export interface RepairScope {
  readonly request: Pick<StepRequest, 'run' | 'epoch' | 'circumstances'>;
  readonly beats: Heartbeats;
}

/** The step that makes a lost object again has crashed. This is no crash of the step that needs the object. */
class RepairCrashed extends Error {
  override readonly name = 'RepairCrashed';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export class Repairs {
  /** By the key of the step that is run again, because several steps may need what it makes. */
  private readonly running = new Map<Digest, Promise<void>>();

  constructor(
    private readonly deps: ActivityDeps,
    private readonly runtime: RuntimeRegistry,
  ) {}

  /**
   * Does `work`. If an object is missing, makes the object again and repeats `work`. Each object is made again once.
   */
  async mending<T>(patient: RepairScope, work: () => Promise<T>, above: ReadonlySet<Digest> = new Set()): Promise<T> {
    const mended = new Set<Digest>();
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ObjectError) || mended.has(error.object)) throw error;
        mended.add(error.object);
        await this.mend(patient, error, above);
      }
    }
  }

  private async mend(patient: RepairScope, lost: ObjectError, above: ReadonlySet<Digest>): Promise<void> {
    const maker = await makerOf(this.deps.store, patient.request.run, lost.object);
    if (maker === null || above.has(maker.key)) throw lost;
    const running =
      this.running.get(maker.key) ??
      this.remake(patient, maker, lost, new Set([...above, maker.key])).finally(() => this.running.delete(maker.key));
    this.running.set(maker.key, running);
    await running;
  }

  private async remake(
    patient: RepairScope,
    maker: StepRecord,
    lost: ObjectError,
    above: ReadonlySet<Digest>,
  ): Promise<void> {
    const began = performance.now();
    const result = await this.mending(patient, () => this.runAgain(patient, maker, lost), above);
    assertSame(maker, result);
    await tellLedger(
      { store: this.deps.store, owner: patient.request, beats: patient.beats },
      {
        kind: 'repaired',
        object: lost.object,
        place: maker.step.place,
        tookMs: Math.round(performance.now() - began),
      },
    );
  }

  private async runAgain(patient: RepairScope, maker: StepRecord, lost: ObjectError): Promise<StepResult> {
    if (!runsInTrainer(maker.step)) return computePure(maker.step, this.deps.store.objects);
    const threads = await this.runtime.threadsFor(maker.fingerprint);
    if (threads === null) throw madeElsewhere(maker, lost);
    try {
      return await this.inTrainer(patient, maker, threads);
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAN_TRAINER_CRASHED') throw error;
      const message = `${lost.message}; the step that should make it again crashed: ${(error as Error).message}`;
      throw new RepairCrashed(lost.code, message);
    }
  }

  private async inTrainer({ request, beats }: RepairScope, maker: StepRecord, threads: number): Promise<StepResult> {
    const { store } = this.deps;
    const { step, key, fingerprint } = maker;
    const task = {
      step,
      key,
      fingerprint,
      attempt: `${apart(request.run)}/${fingerprint}`,
      circumstances: taskCircumstances(request, step),
    };
    const beat = (): void => beats.beat();
    const options = { threads, signal: beats.signal, onProgress: beat, onWaiting: beat, onAlive: beat };
    const result = await beats.leaveTo(() => runTrainerTask(this.deps, task, options));
    await store.recovery.clear(key, apart(request.run));
    return result;
  }
}

/** The owner of its recovery points, from which an interrupted repair continues. */
const apart = (run: string): string => `repair-for-${run}`;

/** Throws EAGAN_NOT_REPRODUCIBLE when a step that was run again gave another result. */
function assertSame(maker: StepRecord, again: StepResult): void {
  const [expected, got] = [resultText(maker), resultText(again)];
  if (expected === got) return;
  throw new EaganError(
    'EAGAN_NOT_REPRODUCIBLE',
    `${maker.step.place}, run again to replace a lost object, must give the same result (first ${expected}, got ${got})`,
    'Check the memory and the disk of this machine. Restore the lost object from a copy of the store, then: eagan resume RUN. Or compute everything again: eagan run FILE --fresh',
  );
}

function madeElsewhere({ step, fingerprint }: StepRecord, lost: ObjectError): ObjectError {
  return new ObjectError(
    lost.code,
    lost.object,
    `${lost.message}; it can only be made again by ${step.place} on the kind of machine that made it (runtime ${fingerprint.slice(0, 12)})`,
    'Restore it from a copy of the store, then: eagan resume RUN, here or on the machine that made it. Or compute everything again: eagan run FILE --fresh',
  );
}
