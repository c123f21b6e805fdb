// scoreWinner: the figures of one set of images under the final protocol: noise, held-out real ones, or a generator's.
import type { ScoreArtifact } from '../../domain/steps/artifacts.js';
import { putJson } from '../../domain/steps/objects.js';
import { streamNames } from '../../domain/steps/places.js';
import { protocolOf } from '../../domain/steps/protocol.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { ScoreParameters } from '../../domain/steps/step-parameters.js';
import type { Network } from '../../models/types.js';
import { figuresOf } from '../judging/figures.js';
import { allFinite } from '../judging/finite.js';
import { generatedImages, noiseImages, realImages, type ImageBatches } from '../judging/images.js';
import { datasetOf } from '../state/data.js';
import { averagedGenerator } from '../state/final-state.js';
import { keepState, takeFinal } from '../state/resident.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Scores one subject; see `ScoreParameters`. */
export async function scoreWinner(step: Step<'scoreWinner'>, context: TaskContext): Promise<TaskResult> {
  const parameters = step.parameters;
  const { subject, iteration, images } = parameters;
  await context.tick({ done: 0, total: images, unit: 'images' });
  const generator = step.inputs.state === undefined ? null : await generatorOf(step.inputs.state, context);
  try {
    const protocol = protocolOf(
      { extractor: step.inputs.extractor!, reference: step.inputs.reference! },
      images,
      'live',
      parameters.judging,
    );
    const finite = generator === null || allFinite(generator);
    const { figures, circumstances } = finite
      ? await figuresOf(step, await imagesOf(step, parameters, generator, context), protocol, context)
      : { figures: null, circumstances: {} };
    const artifact: ScoreArtifact = {
      schemaVersion: 1,
      kind: 'score',
      subject,
      iteration,
      status: figures ? 'ok' : 'diverged',
      ...(figures ? { figures } : {}),
      protocol: await putJson(context.store.objects, protocol),
    };
    const score = await putJson(context.store.objects, artifact);
    return { outputs: { score }, numbers: { ...figures }, status: artifact.status, ...circumstances };
  } finally {
    generator?.dispose();
  }
}

async function imagesOf(
  step: Step,
  { subject, images, size }: ScoreParameters,
  generator: Network | null,
  { store }: TaskContext,
): Promise<(from: number) => ImageBatches> {
  const latents = { seed: step.seed!, name: streamNames.scoreLatents };
  if (generator) return (from) => generatedImages(generator, latents, images, from);
  if (subject === 'noise') return (from) => noiseImages(step.seed!, step.place, images, size, from);
  const { heldOut } = await datasetOf(step.inputs.dataset!, store);
  return (from) => realImages(heldOut, images, from);
}

/** Averaged weights, with the running statistics as training left them. */
async function generatorOf(digest: string, { store }: TaskContext): Promise<Network> {
  const state = await takeFinal(digest, store.checkpoints);
  try {
    return averagedGenerator(state);
  } finally {
    keepState(digest, state);
  }
}
