// The activities as workflows call them: each on its queue and with its own policy.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import { placeOfOrder } from '../domain/plan/index.js';
import type { AnsweredRequest } from '../domain/runs/answers.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import { stepTitle, type StepNames } from '../domain/steps/step-title.js';
import { activityPolicies } from './activity-options.js';
import { checkedResult } from './results.js';

/** Every activity by name, scheduled on the run's queues. `names`: for their summaries. */
export function activitiesOn(queues: TaskQueues, names: StepNames = {}): Activities {
  const all = Object.keys(activityPolicies) as (keyof Activities)[];
  return Object.fromEntries(all.map((name) => [name, proxyOf(name, queues, names)])) as unknown as Activities;
}

function proxyOf(name: keyof Activities, queues: TaskQueues, names: StepNames): Activities[keyof Activities] {
  const { queue, options } = activityPolicies[name];
  const call = (summary: string): Call =>
    proxyActivities<Activities>({ ...options, taskQueue: queues[queue], summary })[name] as Call;
  return (async (request: ActivityRequest) => {
    const answered = answeredRequest(request);
    return checkedResult(name, answered, await call(stepTitle(answered.place, names))(request));
  }) as Activities[typeof name];
}

type Call = (request: ActivityRequest) => Promise<unknown>;
type ActivityRequest = Parameters<Activities[keyof Activities]>[0];

function answeredRequest(request: ActivityRequest): AnsweredRequest {
  const { run, epoch } = request;
  if ('order' in request) return { run, epoch, place: placeOfOrder(request.order) };
  return { run, epoch, place: 'step' in request ? request.step.place : null };
}
