// The budgets that a run was given after it was frozen. They are in a ref, so that a crash keeps them.
import type { ChangedBudgets } from '../domain/runs/budget.js';
import { runRefs } from '../domain/runs/run-state.js';
import { readRunRef } from './runs.js';
import type { Refs } from './types.js';

interface StoredBudgets extends ChangedBudgets {
  readonly schemaVersion: 1;
  readonly at: string;
}

/** null: the budgets of the pipeline file apply. */
export async function readBudgets(refs: Refs, run: string): Promise<ChangedBudgets | null> {
  return readRunRef<StoredBudgets>(refs, run, 'budget');
}

/** Replaces the budgets; throws EAGAN_REF_CONFLICT if another process wrote at the same moment. */
export async function writeBudgets(refs: Refs, run: string, budgets: ChangedBudgets, at: string): Promise<void> {
  const version = (await refs.get(runRefs.budget(run)))?.version ?? 0;
  await refs.compareAndSwap(runRefs.budget(run), version, { schemaVersion: 1, at, ...budgets } satisfies StoredBudgets);
}
