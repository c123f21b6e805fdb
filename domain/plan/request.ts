// A step as its activity takes it: who asks for it, and the circumstances that no key contains.
import { datasetCircumstances } from '../dataset.js';
import type { Pipeline } from '../pipeline.js';
import type { Supersession } from '../runs/run-state.js';
import type { Step, StepKind } from '../steps/kinds.js';
import { countsSince } from '../steps/supersession.js';
import { threadsOf } from './build.js';

/** Run and owner, the step (exactly what its key digests), and circumstances that never enter the key. */
export interface StepRequest<K extends StepKind = StepKind> {
  readonly run: string;
  /** Epoch of ownership: a ledger of a newer owner refuses this request's record. */
  readonly epoch: number;
  readonly step: Step<K>;
  /** Intra-op threads of the trainer: part of the fingerprint, not of the key. */
  readonly threads: number;
  readonly circumstances: {
    readonly datasetPath?: string;
    readonly recoveryEveryMs: number;
    /** Only this run's own records count (`--fresh`). */
    readonly fresh: boolean;
    /**
     * Only what this epoch or a later one entered in the ledger counts (`resume --from`); absent: whatever is there.
     */
    readonly sinceEpoch?: number;
    /** What a resume certificate that differs does to the run; absent: `stop`. */
    readonly onMismatch?: 'stop' | 'warn';
  };
}

/** Who asks for steps: a run, in an epoch of ownership. */
export interface StepOwner {
  readonly run: string;
  readonly epoch: number;
  /** Only this run's own records count. */
  readonly fresh: boolean;
  /** Steps from these places on are done again (`resume --from`); absent: none. */
  readonly supersessions?: readonly Supersession[];
}

/** Makes requests for steps. */
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

/** The circumstances of the step at a place. */
export function stepCircumstances(
  { fresh, supersessions = [] }: StepOwner,
  pipeline: Pipeline,
): (place: string) => StepRequest['circumstances'] {
  const { dataset, recovery } = pipeline;
  const since = countsSince(supersessions, pipeline);
  return (place) => {
    const sinceEpoch = since(place);
    return {
      ...datasetCircumstances(dataset),
      recoveryEveryMs: recovery.everyMs,
      onMismatch: recovery.onMismatch,
      fresh,
      ...(sinceEpoch === null ? {} : { sinceEpoch }),
    };
  };
}
