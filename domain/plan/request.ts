// A step as its activity receives it: with its owner, and with the circumstances that no key contains.
import { datasetCircumstances } from '../dataset.js';
import { judgeCircumstances, type JudgeCircumstances } from '../judges.js';
import type { Pipeline } from '../pipeline.js';
import type { Supersession } from '../runs/run-state.js';
import type { Step, StepKind } from '../steps/kinds.js';
import { countsSince } from '../steps/supersession.js';
import { threadsOf } from './build.js';

/** Run and owner, the step (exactly what its key digests), and circumstances that never enter the key. */
export interface StepRequest<K extends StepKind = StepKind> {
  readonly run: string;
  /** Epoch of ownership. The ledger refuses this request's record once there is a newer owner. */
  readonly epoch: number;
  readonly step: Step<K>;
  /** Intra-op threads of the trainer: part of the fingerprint, not of the key. */
  readonly threads: number;
  readonly circumstances: JudgeCircumstances & {
    readonly datasetPath?: string;
    /** The files of the final pair's own judge; absent: it has none. */
    readonly finalJudge?: JudgeCircumstances;
    readonly recoveryEveryMs: number;
    /** Only this run's own records count (`--fresh`). */
    readonly fresh: boolean;
    /** Only ledger lines of this epoch or a later one count (`resume --from`); absent: all lines count. */
    readonly sinceEpoch?: number;
    /** What happens to the run when a resume certificate differs; absent: `stop`. */
    readonly onMismatch?: 'stop' | 'warn';
  };
}

/** The owner of steps: a run, in an epoch of ownership. */
export interface StepOwner {
  readonly run: string;
  readonly epoch: number;
  /** Only this run's own records count. */
  readonly fresh: boolean;
  /** Steps from these places on are done again (`resume --from`); absent: none. */
  readonly supersessions?: readonly Supersession[];
}

/** Returns a function that makes requests for steps. */
export function stepRequests(
  owner: StepOwner,
  pipeline: Pipeline,
): <K extends StepKind>(step: Step<K>) => StepRequest<K> {
  const { run, epoch } = owner;
  const circumstances = stepCircumstances(owner, pipeline);
  return (step) => ({
    ...{ run, epoch, step, threads: threadsOf(pipeline, step.kind) },
    circumstances: circumstances(step.place),
  });
}

/** Returns a function that gives the circumstances of the step at a place. */
export function stepCircumstances(
  { fresh, supersessions = [] }: StepOwner,
  pipeline: Pipeline,
): (place: string) => StepRequest['circumstances'] {
  const { dataset, metrics, finalTraining, recovery } = pipeline;
  const own = finalTraining.metrics;
  const since = countsSince(supersessions, pipeline);
  return (place) => {
    const sinceEpoch = since(place);
    return {
      ...datasetCircumstances(dataset),
      ...judgeCircumstances(metrics),
      ...(own ? { finalJudge: judgeCircumstances(own) } : {}),
      recoveryEveryMs: recovery.everyMs,
      onMismatch: recovery.onMismatch,
      fresh,
      ...(sinceEpoch === null ? {} : { sinceEpoch }),
    };
  };
}
