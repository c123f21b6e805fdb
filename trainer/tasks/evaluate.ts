// evaluate: one individual at low fidelity, on a copy of its generator with statistics of its own.
import type { EvaluationArtifact, Protocol } from '../../domain/steps/artifacts.js';
import type { ImageFigures } from '../../domain/search/figures.js';
import { putJson } from '../../domain/steps/objects.js';
import { searchedHalves } from '../../domain/search/pairs.js';
import { streamNames } from '../../domain/steps/places.js';
import { protocolOf, recalibrationOf } from '../../domain/steps/protocol.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { EvaluateParameters } from '../../domain/steps/step-parameters.js';
import { copyNetwork, cutStandalone } from '../../models/index.js';
import type { Network } from '../../models/types.js';
import { evaluationOf } from '../judging/evaluation.js';
import { figuresOf } from '../judging/figures.js';
import { allFinite } from '../judging/finite.js';
import { generatedImages, recalibrateFrom } from '../judging/images.js';
import { keepState, takeStage } from '../state/resident.js';
import { opponentOf, type StageState } from '../state/stage-state.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Judges one individual; see `EvaluateParameters`. A diverged one has a status and no figures. */
export async function evaluate(step: Step<'evaluate'>, context: TaskContext): Promise<TaskResult> {
  const parameters = step.parameters;
  const { images, batchNorm } = parameters;
  await context.tick({ done: 0, total: images, unit: 'images' });
  const protocol = protocolOf(
    { extractor: step.inputs.extractor!, reference: step.inputs.reference! },
    images,
    batchNorm,
    parameters.judging,
  );
  if (context.circumstances.unjudged) return writeDown('failed', null, parameters, protocol, context);
  const generator = await generatorOf(step, parameters, context);
  try {
    const latents = { seed: step.seed!, name: streamNames.evaluationLatents(parameters.stage, parameters.generation) };
    const { figures, circumstances } = allFinite(generator)
      ? await figuresOf(step, (from) => generatedImages(generator, latents, images, from), protocol, context)
      : { figures: null, circumstances: {} };
    const status = figures ? 'ok' : 'diverged';
    return { ...(await writeDown(status, figures, parameters, protocol, context)), ...circumstances };
  } finally {
    generator.dispose();
  }
}

async function writeDown(
  status: EvaluationArtifact['status'],
  figures: ImageFigures | null,
  parameters: EvaluateParameters,
  protocol: Protocol,
  { store }: TaskContext,
): Promise<TaskResult> {
  const { artifact, numbers } = evaluationOf(parameters, status, figures, await putJson(store.objects, protocol));
  return { outputs: { evaluation: await putJson(store.objects, artifact) }, numbers, status };
}

/**
 * The individual's generator; of a pair, its generator half; for a searched discriminator, the generator paired with
 * it. It is a copy, so that the state does not change.
 */
async function generatorOf(
  step: Step<'evaluate'>,
  parameters: EvaluateParameters,
  { store }: TaskContext,
): Promise<Network> {
  const digest = step.inputs.state!;
  const state = await takeStage(digest, store.checkpoints);
  try {
    const generator = copyOf(state, parameters);
    recalibrateFrom(generator, recalibrationOf(step));
    return generator;
  } finally {
    keepState(digest, state);
  }
}

function copyOf(state: StageState, { search, individual }: EvaluateParameters): Network {
  const generator = searchedHalves(search, individual.genotype).find(({ network }) => network === 'generator');
  return generator
    ? cutStandalone(state.searched, generator.genotype)
    : copyNetwork(opponentOf(state, individual.slot));
}
