// Where a run continues: its plan, walked over the finished steps in its ledger.
import { isLoss } from '../domain/steps/objects.js';
import { walkRun, type FoundStep, type Walk } from '../domain/plan/index.js';
import { standsBy } from '../domain/steps/supersession.js';
import { stepKey, type Step } from '../domain/steps/step.js';
import { foundStep } from './found-step.js';
import type { RunInStore } from './runs.js';
import type { Store } from './types.js';

/** Walks a run's plan over its own finished steps. A step that was superseded or cannot be read is not finished. */
export function walkStoredRun(store: Store, { frozen, owner }: Pick<RunInStore, 'frozen' | 'owner'>): Promise<Walk> {
  const { run, pipeline, contents, decoder } = frozen;
  const stands = standsBy(owner?.supersessions ?? [], pipeline);
  return walkRun(pipeline, { contents, decoder }, (step) => findStep(store, run, step, stands));
}

/** The result of a step by the run's own ledger line. */
async function findStep(
  store: Store,
  run: string,
  step: Step,
  stands: ReturnType<typeof standsBy>,
): Promise<FoundStep | null> {
  const key = stepKey(step);
  const line = await store.ledger.find(run, { place: step.place, key });
  const record = line && stands(line) && (await store.records.find(key, line.fingerprint));
  if (!record) return null;
  try {
    return await foundStep(store.objects, record);
  } catch (error) {
    if (isLoss(error)) return null;
    throw error;
  }
}
