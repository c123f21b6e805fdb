// The extractor step: trains the small classifier whose features and classes judge all images of a run, or stores a
// pretrained network.
import { openDataset } from '../../datasets/index.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import type { FittedExtractor } from '../../domain/extractor.js';
import { networkFormIn } from '../../domain/steps/kind-versions.js';
import type { Step } from '../../domain/steps/kinds.js';
import { getJson } from '../../domain/steps/objects.js';
import { fitClassifier, fitState, type FitProgress, type FitState } from '../../metrics/index.js';
import { namingJudge } from '../judging/judge-errors.js';
import { storePretrained } from '../extractors/pretrained.js';
import { fromRecoveryPoint, recoveryWriter, type RecoveryWriter } from '../recovery-points.js';
import { storeExtractor } from '../networks/store-extractor.js';
import { readWhole } from '../state/read-whole.js';
import type { TaskContext, TaskHandler, TaskResult } from '../types.js';

export const fitExtractor: TaskHandler<'fitExtractor'> = (step, context) =>
  namingJudge(step.place, async () => {
    const { extractor } = step.parameters;
    if (extractor.kind === 'classifier') return trainClassifier(step, extractor, context);
    if (extractor.kind === 'imagenet') return storePretrained(extractor, context);
    return storeExtractor(extractor, networkFormIn(step), context);
  });

/** outputs {extractor} · numbers {heldOutAccuracy}. Throws EAGAN_EXTRACTOR_USELESS below the pipeline's floor. */
async function trainClassifier(
  step: Step<'fitExtractor'>,
  extractor: FittedExtractor<'classifier'>,
  context: TaskContext,
): Promise<TaskResult> {
  const { store } = context;
  const artifact = await getJson<DatasetArtifact>(store.objects, step.inputs.dataset!);
  const dataset = await openDataset(artifact, store.objects);
  const { points, progress, from } = await resumable(context);
  const { tensors, meta, heldOutAccuracy, heldOutImages } = await fitClassifier(
    dataset,
    extractor,
    step.seed ?? 0,
    progress,
    from,
  );
  assertUseful(heldOutAccuracy, extractor.minimumAccuracy, heldOutImages);
  const checkpoint = await points.timed(() => store.checkpoints.write({ ...meta }, tensors));
  return {
    outputs: { extractor: checkpoint },
    numbers: { heldOutAccuracy },
    status: 'ok',
    ...(from ? { resumedAtIteration: from.seen } : {}),
    ...points.forResult(),
  };
}

/** The fit's recovery points: where it continues, and what writes them while it runs. */
async function resumable(
  context: TaskContext,
): Promise<{ points: RecoveryWriter; progress: FitProgress; from: FitState | null }> {
  const from = await fromRecoveryPoint(context, ({ checkpoint }, checkpoints) =>
    readWhole(checkpoint, checkpoints, 'fit', ({ seen, right }, tensors) => fitState(seen, right, tensors)),
  );
  let now: () => FitState;
  const points = recoveryWriter(context, () => {
    const { seen, right, tensors } = now();
    const meta = { schemaVersion: 1, kind: 'fit', seen, right };
    return { position: seen, extra: null, save: (checkpoints) => checkpoints.write(meta, tensors) };
  });
  const progress: FitProgress = async (done, total, state) => {
    now = state;
    context.onInterrupt(async () => void (await points.write()));
    await points.writeWhenDue();
    await context.tick({ done, total, unit: 'images', ...points.forProgress() });
  };
  return { points, progress, from };
}

function assertUseful(accuracy: number, floor: number, images: number): void {
  if (accuracy >= floor) return;
  throw new EaganError(
    'EAGAN_EXTRACTOR_USELESS',
    `the feature extractor must classify at least ${floor} of the ${images} held-out images correctly (got ${accuracy.toFixed(4)})`,
    `Check the labels, add images, or raise metrics.extractor.epochs in the file, then: eagan run FILE. Or accept a weaker extractor: eagan run FILE --set metrics.extractor.minimumAccuracy=${Math.floor(accuracy * 1000) / 1000}`,
  );
}
