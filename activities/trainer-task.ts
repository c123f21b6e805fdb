// Runs one step in a trainer child, for any purpose: to make it, to make a lost object again, or to compare.
import type { Digest } from '../domain/digest.js';
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

/** What a task needs to know about where it runs. */
export function taskCircumstances({ circumstances }: Pick<StepRequest, 'circumstances'>): TrainerTask['circumstances'] {
  const { datasetPath, extractorPath, referencePath, recoveryEveryMs } = circumstances;
  return {
    recoveryEveryMs,
    ...(datasetPath === undefined ? {} : { datasetPath }),
    ...(extractorPath === undefined ? {} : { extractorPath }),
    ...(referencePath === undefined ? {} : { referencePath }),
  };
}
