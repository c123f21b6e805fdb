// What an activity may do follows from the store: the frozen run, its owner, and the steps that its plan asks for now.
// A request only names them. Temporal transports requests and is not believed.
import { Context } from '@temporalio/activity';
import { EaganError } from '../domain/errors.js';
import { stepCircumstances, stepRequests, type StepOwner } from '../domain/plan/index.js';
import { runRefs, type RunEnd } from '../domain/runs/run-state.js';
import { isWorkflowOf } from '../domain/runs/workflow-id.js';
import type { StepKind } from '../domain/steps/kinds.js';
import { places } from '../domain/steps/places.js';
import type { Step } from '../domain/steps/step.js';
import { readRun } from '../store/index.js';
import type { Store } from '../store/types.js';
import { askedOwner, askedStep, type AskedOwner, type AskedStep } from './asked.js';
import { acceptedEnd } from './asked-end.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import { refusedRequest, shownValue, supersededOwner } from './refusals.js';
import type { Repairs } from './repairs.js';
import { StandingPlan, type OwnedRun } from './standing-plan.js';
import type { StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** An end that a workflow may record. */
export interface AdmittedEnd extends AskedOwner {
  readonly end: RunEnd;
}

/** The door of all activities. Both reject with a failure for Temporal. */
export interface Admission {
  /** The request for the step that the run's plan asks for, built from the frozen run alone. */
  step<K extends StepKind>(kind: K, asked: unknown): Promise<StepRequest<K>>;
  /** The end, if it can be one of the run. */
  end(asked: unknown): Promise<AdmittedEnd>;
}

interface AdmissionTools {
  readonly store: Store;
  readonly repairs: Repairs;
}

export function createAdmission(tools: AdmissionTools): Admission {
  const door = new StoreDoor(tools);
  const asFailure = (error: unknown): never => {
    throw asActivityFailure(error);
  };
  return {
    step: (kind, asked) => door.step(kind, asked).catch(asFailure),
    end: (asked) => door.end(asked).catch(asFailure),
  };
}

/** More runs than a worker works for at once. A plan that was forgotten is walked again. */
const plansRemembered = 20;

class StoreDoor {
  private readonly plans = new Map<string, StandingPlan>();

  constructor(private readonly tools: AdmissionTools) {}

  async step<K extends StepKind>(kind: K, asked: unknown): Promise<StepRequest<K>> {
    const plan = await this.planOf(askedOwner(asked));
    const named = askedStep(asked);
    const step = await this.reach(plan, named.place, () => stepIn(plan, named));
    if (step === null) throw notAskedFor(plan, named.place);
    if (step.kind !== kind) throw refusedRequest(`the step must be of the kind ${kind}`, step.kind);
    return stepRequests(ownerOf(plan.run), plan.run.frozen.pipeline)(step as Step<K>);
  }

  async end(asked: unknown): Promise<AdmittedEnd> {
    const { run, epoch } = askedOwner(asked);
    const plan = await this.planOf({ run, epoch });
    const end = acceptedEnd(asked);
    if (end.status === 'completed') {
      const isExported = (): true | null => (plan.isExported(end.exportKey) ? true : null);
      if (!(await this.reach(plan, run, isExported))) throw notAskedFor(plan, places.export);
    }
    return { run, epoch, end };
  }

  /** The plan of a run that this workflow may work for. */
  private async planOf({ run, epoch }: AskedOwner): Promise<StandingPlan> {
    const { refs, id } = this.tools.store;
    const owner = await refs.get<{ readonly epoch: number }>(runRefs.owner(run));
    const newest = owner?.value.epoch ?? 0;
    if (epoch < newest) throw supersededOwner(run, newest, epoch);
    const plan = newest === 0 ? null : await this.standing(run, newest);
    if (plan === null) throw refusedRequest('the run must be in the store and have an owner', shownValue(run));
    if (epoch > newest) throw refusedRequest(`the epoch must be the owner's, ${newest}`, shownValue(epoch));
    const workflow = Context.current().info.workflowExecution?.workflowId ?? '';
    if (!isWorkflowOf(workflow, run, id, epoch))
      throw refusedRequest(`the workflow must be one of run ${run} in epoch ${epoch}`, shownValue(workflow));
    return plan;
  }

  /** null: the store does not have the run. */
  private async standing(run: string, epoch: number): Promise<StandingPlan | null> {
    const known = this.plans.get(run);
    if (known?.epoch === epoch) return known;
    const found = await readRun(this.tools.store.refs, run);
    if (!found?.owner || found.frozen.run !== run) return null;
    const { frozen, owner } = found;
    if (owner.epoch > epoch) throw supersededOwner(run, owner.epoch, epoch);
    const meanwhile = this.plans.get(run);
    if (meanwhile?.epoch === owner.epoch) return meanwhile;
    const plan = new StandingPlan(this.tools.store, { frozen, owner });
    this.remember(run, plan);
    return plan;
  }

  private remember(run: string, plan: StandingPlan): void {
    this.plans.delete(run);
    this.plans.set(run, plan);
    const [oldest] = this.plans.keys();
    if (this.plans.size > plansRemembered) this.plans.delete(oldest!);
  }

  /** What `seek` finds in the plan, after a walk if needed. Lost objects that the plan is built from are made again. */
  private async reach<T>(plan: StandingPlan, place: string, seek: () => T | null): Promise<T | null> {
    const known = seek();
    if (known !== null) return known;
    const { store, repairs } = this.tools;
    const { run, epoch, ...owner } = ownerOf(plan.run);
    const circumstances = stepCircumstances({ run, epoch, ...owner }, plan.run.frozen.pipeline)(places.dataset);
    return withHeartbeats(place, (beats) =>
      plan.reach(seek, (walk) =>
        withRoom({ store, owner: { run, epoch }, beats }, () =>
          repairs.mending({ request: { run, epoch, circumstances }, beats }, walk),
        ),
      ),
    );
  }
}

const stepIn = (plan: StandingPlan, named: AskedStep): Step | null =>
  'order' in named ? plan.orderedStep(named.order) : plan.stepAt(named.place, named.key);

function ownerOf({ frozen, owner }: OwnedRun): StepOwner {
  const { supersessions } = owner;
  return { run: frozen.run, epoch: owner.epoch, fresh: frozen.fresh, ...(supersessions ? { supersessions } : {}) };
}

function notAskedFor({ run, lostRecord }: StandingPlan, place: string): EaganError {
  const { run: name } = run.frozen;
  if (lostRecord === null)
    return refusedRequest(`the step must be one that run ${name} asks for now`, shownValue(place));
  return new EaganError(
    'EAGAN_OBJECT_MISSING',
    `the record of ${lostRecord} must be in the store: later steps are built from it (got none)`,
    `Compute it again: eagan resume ${name}. Or restore the store from a copy first.`,
  );
}
