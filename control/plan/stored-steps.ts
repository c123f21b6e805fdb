// Which steps of a plan the store has already, from this run or any other. They will not be done again.
import { ownOf } from '../../domain/own.js';
import { digestJson, type Digest } from '../../domain/digest.js';
import { isLoss } from '../../domain/steps/objects.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { isTrainerKind } from '../../domain/steps/kinds.js';
import { pureFingerprint } from '../../domain/steps/pure-steps.js';
import { threadsOf, walkRun, type DatasetSource, type FoundStep } from '../../domain/plan/index.js';
import { phaseOf } from '../../domain/steps/parse-place.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import { foundStep, type Store } from '../../store/index.js';
import type { RuntimeIdentity } from '../../trainer/types.js';

/** Steps that are finished, by phase. */
export interface StoredSteps {
  readonly found: number;
  readonly byPhase: Readonly<Record<string, number>>;
}

/** Walks the plan over the store as a run does: by key, and by the fingerprint of this machine's trainers. */
export async function storedSteps(
  store: Store,
  pipeline: Pipeline,
  source: DatasetSource,
  runtime: RuntimeIdentity,
): Promise<StoredSteps> {
  const byPhase: Record<string, number> = {};
  const fingerprintOf = ({ kind }: Step): Digest =>
    !isTrainerKind(kind) ? pureFingerprint : digestJson({ ...runtime, threads: threadsOf(pipeline, kind) });
  await walkRun(pipeline, source, async (step): Promise<FoundStep | null> => {
    const record = await store.records.find(stepKey(step), fingerprintOf(step));
    if (!record) return null;
    try {
      const found = await foundStep(store.objects, record);
      const phase = phaseOf(step.place);
      byPhase[phase] = (ownOf(byPhase, phase) ?? 0) + 1;
      return found;
    } catch (error) {
      if (isLoss(error)) return null;
      throw error;
    }
  });
  return { found: Object.values(byPhase).reduce((sum, count) => sum + count, 0), byPhase };
}
