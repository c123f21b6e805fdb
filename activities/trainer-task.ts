// Runs one step in a trainer child, for any purpose: to make it, to make a lost object again, or to compare.
import type { Digest } from '../domain/digest.js';
import type { Step } from '../domain/steps/kinds.js';
import { phaseOf } from '../domain/steps/parse-place.js';
import type { PoolRunOptions, TaskResult, TrainerTask } from '../trainer/types.js';
import type { ActivityDeps } from './deps.js';
import { assertIdentity } from './runtime.js';
import type { StepRequest } from './types.js';

export type Task = Omit<TrainerTask, 'storeFolder'> & { readonly fingerprint: Digest };

/** The task's result, from a trainer whose identity is checked. */
export async function runTrainerTask(
  { store, pool }: ActivityDeps,
  { fingerprint, ...task }: Task,
  options: PoolRunOptions,
): Promise<TaskResult> {
  const { result, identity } = await pool.run({ ...task, storeFolder: store.folder }, options);
  assertIdentity(identity, fingerprint);
  return result;
}

/**
 * What the task of a step needs to know about where it runs. The request may be that of another step: one that is made
 * again has the judge of its own place.
 */
export function taskCircumstances(
  { circumstances }: Pick<StepRequest, 'circumstances'>,
  { place }: Pick<Step, 'place'>,
): TrainerTask['circumstances'] {
  const { datasetPath, recoveryEveryMs, finalJudge } = circumstances;
  const { extractorPath, referencePath } = (phaseOf(place) === 'final' ? finalJudge : null) ?? circumstances;
  return {
    recoveryEveryMs,
    ...(datasetPath === undefined ? {} : { datasetPath }),
    ...(extractorPath === undefined ? {} : { extractorPath }),
    ...(referencePath === undefined ? {} : { referencePath }),
  };
}
