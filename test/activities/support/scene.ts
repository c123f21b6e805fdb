// A store, a trainer whose tasks are hashes, and activities that a test calls attempt by attempt, as Temporal would,
// without a server. The steps are of no plan, so requests are believed; test/support/activity-run.ts has others.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ActivityCancellationDetails, type ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { AdmittedEnd, createAdmission } from '../../../activities/admission.js';
import { createActivities } from '../../../activities/index.js';
import type { Activities, StepOutcome, StepRequest } from '../../../activities/types.js';
import type { Digest } from '../../../domain/digest.js';
import type { LedgerKind } from '../../../domain/ledger/kinds.js';
import type { LedgerLine } from '../../../domain/ledger/lines.js';
import { putJson } from '../../../domain/steps/objects.js';
import { runRefs, type RunEnd } from '../../../domain/runs/run-state.js';
import type { Step, StepRecord } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';
import { openStore, type Store } from '../../../store/index.js';
import { calculatedTrainer, type CalculatedTrainer } from '../../support/calculated-trainer.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

type Before = NonNullable<Parameters<typeof calculatedTrainer>[1]>;
type StepActivity = Exclude<keyof Activities, 'finishRun'>;

export interface AttemptHandle<T> {
  readonly beats: unknown[];
  readonly outcome: Promise<T>;
  /** Asks the attempt to stop, as Temporal does; `cancelRequested`: because the workflow was cancelled. */
  cancel(requested: boolean): void;
}

export const run = 'tiny-12345678';

const believing: typeof createAdmission = () => ({
  step: async (_, asked) => asked as never,
  end: async (asked) => asked as AdmittedEnd,
});

export class Scene {
  private constructor(
    readonly store: Store,
    readonly trainer: CalculatedTrainer,
    readonly activities: Activities,
  ) {}

  static async open(before?: Before): Promise<Scene> {
    const store = await openStore(temporaryFolder());
    const trainer = calculatedTrainer(store, before);
    const scene = new Scene(store, trainer, createActivities({ store, pool: trainer, host: 'here' }, believing));
    await scene.own(1);
    return scene;
  }

  /** Another worker on the same store. */
  async anotherWorker(before?: Before, store = this.store): Promise<Scene> {
    const trainer = calculatedTrainer(this.store, before);
    return new Scene(this.store, trainer, createActivities({ store, pool: trainer, host: 'there' }, believing));
  }

  async own(epoch: number): Promise<void> {
    await this.store.refs.compareAndSwap(runRefs.owner(run), epoch - 1, { schemaVersion: 1, epoch, at: '' });
  }

  begin(name: StepActivity, request: StepRequest, attempt = 1): AttemptHandle<StepOutcome> {
    const perform = this.activities[name] as (request: StepRequest) => Promise<StepOutcome>;
    return this.start(() => perform(request), request.epoch, request.step.place, attempt);
  }

  finish(end: RunEnd): AttemptHandle<{ resultDigest: Digest | null }> {
    return this.start(() => this.activities.finishRun({ run, epoch: 1, end }), 1, 'finish', 1);
  }

  private start<T>(work: () => Promise<T>, epoch: number, activityId: string, attempt: number): AttemptHandle<T> {
    const workflowExecution = { workflowId: `${run}/e${epoch}`, runId: `workflow-of-epoch-${epoch}` };
    const environment = new MockActivityEnvironment(
      { attempt, activityId, workflowExecution },
      { logger: new DefaultLogger('ERROR') },
    );
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    const outcome: Promise<T> = environment.run<[], T, () => Promise<T>>(work);
    outcome.catch(() => undefined);
    const cancel = (requested: boolean): void =>
      environment.cancel(
        requested ? 'CANCELLED' : 'TIMED_OUT',
        new ActivityCancellationDetails({ cancelRequested: requested, timedOut: !requested }),
      );
    return { beats, outcome, cancel };
  }

  perform(name: StepActivity, request: StepRequest, attempt = 1): Promise<StepOutcome> {
    return this.begin(name, request, attempt).outcome;
  }

  /** Runs an attempt that must fail, and gives its failure. */
  async failure(name: StepActivity, request: StepRequest, attempt = 1): Promise<ApplicationFailure> {
    return this.begin(name, request, attempt).outcome.then(
      () => Promise.reject(new Error('the attempt must fail')),
      (error: ApplicationFailure) => error,
    );
  }

  async told<Kind extends LedgerKind>(kind: Kind): Promise<Extract<LedgerLine, { kind: Kind }>[]> {
    const lines = await this.store.ledger.lines(run);
    return lines.filter((line): line is Extract<LedgerLine, { kind: Kind }> => line.kind === kind);
  }

  async record(place: string): Promise<StepRecord> {
    const line = (await this.store.ledger.entries(run)).filter((entry) => entry.place === place).at(-1)!;
    return (await this.store.records.find(line.key, line.fingerprint))!;
  }

  /** How often the trainer was asked for a place. */
  asked(place: string): number {
    return this.trainer.asked.filter((asked) => asked === place).length;
  }

  lose(digest: Digest): void {
    rmSync(join(this.store.folder, 'objects', digest.slice(0, 2), digest.slice(2)));
  }
}

export function requestOf(
  step: Step,
  epoch = 1,
  circumstances: Partial<StepRequest['circumstances']> = {},
): StepRequest {
  return { run, epoch, step, threads: 1, circumstances: { recoveryEveryMs: 60_000, fresh: false, ...circumstances } };
}

/** A training segment that needs nothing. */
export const segment = (index = 0, inputs: Record<string, Digest> = {}): Step =>
  sketchStep('trainSegment', `generator/warmup/segment-0${index}`, inputs, {}, 1);

/** The evaluation of the individual in a slot. */
export const evaluation = (slot: number, inputs: Record<string, Digest> = {}): Step => {
  const individual = { id: `g000-i0${slot}`, slot, genotype: [[slot]] };
  return sketchStep('evaluate', `generator/gen-000/evaluate/0${slot}`, inputs, { individual }, 1);
};

/** Stores an object that no step made. */
export const put = (scene: Scene, value: unknown): Promise<Digest> => putJson(scene.store.objects, value);
