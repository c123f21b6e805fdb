// Hands a step to a trainer child: heartbeats come from its progress, cancellation becomes an interrupt.
import { Context } from '@temporalio/activity';
import { digestJson } from '../domain/digest.js';
import type { Progress } from '../trainer/types.js';
import type { ActivityDeps } from './deps.js';
import { performStep, type Computed } from './perform-step.js';
import type { StepOutcome, StepRequest } from './types.js';

/** Performs a step in a trainer child with the threads that the request names. */
export async function performInTrainer(deps: ActivityDeps, request: StepRequest): Promise<StepOutcome> {
  const identity = await deps.pool.identity(request.threads);
  return performStep(deps, request, digestJson(identity), (key, attempt) => compute(deps, request, key, attempt));
}

async function compute(
  { store, pool }: ActivityDeps,
  request: StepRequest,
  key: string,
  attempt: string,
): Promise<Computed> {
  const { step, circumstances, threads } = request;
  const context = Context.current();
  let progress: Progress | undefined;
  const { result } = await pool.run(
    {
      step,
      key,
      storeFolder: store.folder,
      attempt,
      circumstances: {
        recoveryEveryMs: circumstances.recoveryEveryMs,
        ...(circumstances.datasetPath === undefined ? {} : { datasetPath: circumstances.datasetPath }),
      },
    },
    {
      threads,
      signal: context.cancellationSignal,
      onProgress: (latest) => {
        progress = latest;
        context.heartbeat({ place: step.place, progress });
      },
      onAlive: () => context.heartbeat({ place: step.place, ...(progress ? { progress } : {}) }),
      onWaiting: () => context.heartbeat({ place: step.place, waiting: true }),
    },
  );
  const { resumedAtIteration, ...rest } = result;
  return { result: rest, resumedAtIteration };
}
