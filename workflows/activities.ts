// The activities as workflows call them: each on its queue, with its own policy.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities, StepRequest } from '../activities/types.js';
import { datasetCircumstances } from '../domain/dataset.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import { threadsOf } from '../domain/plan/index.js';
import { countsSince } from '../domain/steps/supersession.js';
import type { Step, StepKind } from '../domain/steps/kinds.js';
import { activityPolicies } from './activity-options.js';
import { checkedResult } from './results.js';
import type { Ownership } from './types.js';

/** Every activity by name, scheduled on the run's queues. */
export function activitiesOn(queues: TaskQueues): Activities {
  const names = Object.keys(activityPolicies) as (keyof Activities)[];
  return Object.fromEntries(names.map((name) => [name, proxyOf(name, queues)])) as unknown as Activities;
}

function proxyOf(name: keyof Activities, queues: TaskQueues): Activities[keyof Activities] {
  const { queue, options } = activityPolicies[name];
  const call = proxyActivities<Activities>({ ...options, taskQueue: queues[queue] })[name] as Call;
  return (async (request: unknown) => checkedResult(name, await call(request))) as Activities[typeof name];
}

type Call = (request: unknown) => Promise<unknown>;

/** Wraps a step into what its activity takes: who asks, and the circumstances that no key contains. */
export function requests(owner: Ownership, pipeline: Pipeline): <K extends StepKind>(step: Step<K>) => StepRequest<K> {
  const { run, epoch, fresh, supersessions = [] } = owner;
  const { dataset, recovery } = pipeline;
  const since = countsSince(supersessions, pipeline);
  return (step) => {
    const sinceEpoch = since(step.place);
    return {
      run,
      epoch,
      step,
      threads: threadsOf(pipeline, step.kind),
      circumstances: {
        ...datasetCircumstances(dataset),
        recoveryEveryMs: recovery.everyMs,
        onMismatch: recovery.onMismatch,
        fresh,
        ...(sinceEpoch === null ? {} : { sinceEpoch }),
      },
    };
  };
}
