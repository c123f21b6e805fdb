// The workflow of a run, started by hand: for tests of workflows without the commands that people use.
import type { WorkflowHandle } from '@temporalio/client';
import { createActivities } from '../../activities/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { TaskQueues } from '../../domain/runs/queues.js';
import { runTitle } from '../../domain/runs/workflow-titles.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { takeOwnership, type Store } from '../../store/index.js';
import type { RunInput } from '../../workflows/types.js';
import type { CalculatedTrainer } from './calculated-trainer.js';
import { freezeRun } from './freeze-run.js';
import { withWorkers, type TestServer } from './temporal.js';

export interface WorkflowRequest {
  readonly store: Store;
  readonly trainer: CalculatedTrainer;
  readonly run: string;
  readonly pipeline: Pipeline;
  readonly fresh?: boolean;
  readonly withoutAttributes?: RunInput['withoutAttributes'];
  /** How the workers seal; default: with the keys of the tests. */
  readonly sealing?: Parameters<typeof withWorkers>[4];
}

/** Freezes a run, starts its workflow in epoch 1 and hands it to `use` while workers poll. */
export async function withRunWorkflow<T>(
  { environment, bundle }: TestServer,
  { store, trainer, run, pipeline, fresh = false, withoutAttributes, sealing }: WorkflowRequest,
  use: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  const activities = createActivities({ store, pool: trainer, host: 'here' });
  await freezeRun(store, run, pipeline, { fresh });
  await takeOwnership(store.refs, run, 0, '');
  const started = async (queues: TaskQueues): Promise<T> => {
    const images = { contents: null, decoder: null };
    const input: RunInput = { schemaVersion: 1, run, epoch: 1, pipeline, ...images, queues, fresh, withoutAttributes };
    const workflowId = runWorkflowId(run, store.id);
    const options = { workflowId, taskQueue: queues.control, args: [input], ...runTitle(run, pipeline) };
    return use(await environment.client.workflow.start('runWorkflow', options));
  };
  return withWorkers(environment, bundle, activities, started, sealing);
}
