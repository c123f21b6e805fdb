// Every run of a store, whole or damaged.
import { isRunName } from '../domain/runs/run-id.js';
import { damagedRun, orDamaged, type DamagedRun } from './damaged-run.js';
import { readRun, runIds, type RunInStore } from './runs.js';
import type { Refs } from './types.js';

/** All runs, and which of them are damaged, with the reason: one never hides the others. */
export interface RunsInStore {
  readonly runs: readonly RunInStore[];
  readonly damaged: readonly DamagedRun[];
}

/** Reads every run. Throws only what concerns the whole store. */
export async function readRuns(refs: Refs): Promise<RunsInStore> {
  const strangers = (await refs.below('runs')).filter((name) => !isRunName(name));
  const found = await Promise.all((await runIds(refs)).map((run) => orDamaged(run, () => readRun(refs, run))));
  const badNames = strangers.map((run) => ({ run, error: damagedRun(run, 'a name that no run can have') }));
  return {
    runs: found.flatMap((each) => (each === null || 'error' in each ? [] : [each])),
    damaged: [...found.flatMap((each) => (each !== null && 'error' in each ? [each] : [])), ...badNames],
  };
}
