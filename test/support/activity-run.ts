// A frozen run whose steps are performed by the activities of a worker, without a server: requests go to them as JSON,
// as the run's workflows send them, and nothing is believed.
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import type { Activities } from '../../activities/types.js';
import type { Pipeline } from '../../domain/pipeline.js';
import {
  generationOrder,
  generationOrders,
  performFinal,
  performGeneration,
  performRun,
  performStage,
  placeOfOrder,
  stepRequests,
  type FoundStep,
  type StepOrder,
  type StepOwner,
} from '../../domain/plan/index.js';
import type { RunEnd } from '../../domain/runs/run-state.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { Step } from '../../domain/steps/step.js';
import { readRun, takeOwnership, walkStoredRun, type FrozenRun, type Store } from '../../store/index.js';
import { activityOf } from '../../workflows/activity-options.js';
import { calculatedTrainer, type CalculatedTrainer } from './calculated-trainer.js';
import { freezeRun } from './freeze-run.js';

/** A request of a run, as it is sent: which activity gets what from which workflow. */
export interface SentRequest {
  readonly activity: keyof Activities;
  readonly value: unknown;
  readonly workflowId: string;
}

interface ActivityRunOptions {
  readonly run?: string;
  readonly before?: Parameters<typeof calculatedTrainer>[1];
  /** One request after the other, also of steps that run side by side. */
  readonly inTurn?: true;
  /** Called before each request is sent. */
  readonly onSend?: (sent: SentRequest) => void | Promise<void>;
  readonly frozen?: Partial<FrozenRun>;
}

export class ActivityRun {
  activities: Activities;
  private epoch = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly store: Store,
    readonly pipeline: Pipeline,
    readonly trainer: CalculatedTrainer,
    readonly options: ActivityRunOptions,
  ) {
    this.activities = this.workers();
  }

  /** A run that nobody has started yet. */
  static async freeze(store: Store, pipeline: Pipeline, options: ActivityRunOptions = {}): Promise<ActivityRun> {
    const made = new ActivityRun(store, pipeline, calculatedTrainer(store, options.before), options);
    await freezeRun(store, made.run, pipeline, options.frozen);
    return made;
  }

  get run(): string {
    return this.options.run ?? 'attacked-12345678';
  }

  /** Another worker takes the place of the one before: it remembers nothing. */
  restartWorker(): void {
    this.activities = this.workers();
  }

  /** Takes the run as its next owner; from a place on, steps are taken back. */
  async own(from?: string): Promise<void> {
    this.epoch = await takeOwnership(this.store.refs, this.run, this.epoch, '', from === undefined ? {} : { from });
  }

  /** As the execution of this epoch continues the run to its end. Returns the result digest. */
  async toEnd(): Promise<string> {
    const { frozen, owner } = (await readRun(this.store.refs, this.run))!;
    const { progress } = await walkStoredRun(this.store, { frozen, owner });
    const asking: StepOwner = { run: this.run, epoch: this.epoch, fresh: false };
    const request = stepRequests(asking, this.pipeline);
    const perform = (step: Step): Promise<FoundStep> => this.ask(activityOf(step.kind), request(step), step.place);
    const order = (ordered: StepOrder): Promise<FoundStep> =>
      this.ask(activityOf(ordered.kind), { ...asking, order: ordered }, placeOfOrder(ordered));
    const together = <const T extends readonly Promise<unknown>[]>(works: T) => Promise.all(works);
    const source = { contents: frozen.contents, decoder: frozen.decoder };
    const exportKey = await performRun({ pipeline: this.pipeline, source }, progress, {
      ...{ perform, together },
      stage: (context, at) =>
        performStage(context, at, {
          ...{ perform, together },
          generation: (standing) =>
            performGeneration(generationOrders(generationOrder(context, standing)!), { perform: order, together }),
        }),
      final: (context, finished) => performFinal(context, finished, { perform, together }),
    });
    return (await this.finish({ status: 'completed', exportKey })).resultDigest!;
  }

  /** As the run's own workflow records an end. */
  finish(end: RunEnd): Promise<{ resultDigest: string | null }> {
    return this.send({
      activity: 'finishRun',
      value: { run: this.run, epoch: this.epoch, end },
      workflowId: runWorkflowId(this.run, this.store.id),
    });
  }

  /** What the activity answers. */
  send<T>(sent: SentRequest): Promise<T> {
    const send = async (): Promise<T> => {
      await this.options.onSend?.(sent);
      return this.deliver<T>(sent);
    };
    if (!this.options.inTurn) return send();
    const turn = this.turn.then(send);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  /** The same, without telling anybody. */
  deliver<T>({ activity, value, workflowId }: SentRequest): Promise<T> {
    const workflowExecution = { workflowId, runId: `of-${workflowId}` };
    const environment = new MockActivityEnvironment(
      { attempt: 1, activityId: activity, workflowExecution },
      { logger: new DefaultLogger('ERROR') },
    );
    const perform = this.activities[activity] as (request: unknown) => Promise<unknown>;
    return environment.run<[], T, () => Promise<T>>(() => perform(value) as Promise<T>);
  }

  private ask(activity: keyof Activities, request: unknown, place: string): Promise<FoundStep> {
    const workflowId = `${runWorkflowId(this.run, this.store.id)}/e${this.epoch}/${place.split('/')[0]}`;
    return this.send({ activity, value: asJson(request), workflowId });
  }

  private workers(): Activities {
    return createActivities({ store: this.store, pool: this.trainer, host: 'here' });
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
