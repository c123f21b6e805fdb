// export: what people take away: genotypes, weights, a picture of samples, a row for the terminal, and a manifest of
// all of them.
import type { Digest } from '../../domain/digest.js';
import { genotypesOf, genotypesText, manifestOf, readableJson } from '../../domain/steps/export-texts.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { ExportParameters } from '../../domain/steps/step-parameters.js';
import { previewImages } from '../../domain/plan/index.js';
import { networkToPublished, parameterCount } from '../../models/index.js';
import type { Network } from '../../models/types.js';
import { sampleGrid } from '../pictures/sample-grid.js';
import { writeSafetensors } from '../../store/index.js';
import type { Store } from '../../store/types.js';
import { collected, generatedImages, realImages } from '../judging/images.js';
import { datasetOf } from '../state/data.js';
import { averagedGenerator } from '../state/final-state.js';
import { keepState, takeFinal } from '../state/resident.js';
import { withPrefix } from '../state/tensor-names.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Writes everything as objects; see `ExportParameters`. */
export async function exportWinner(step: Step<'export'>, context: TaskContext): Promise<TaskResult> {
  const parameters = step.parameters;
  const { store } = context;
  await context.tick({ done: 0, total: 1, unit: 'batches' });
  const state = await takeFinal(step.inputs.state!, store.checkpoints);
  const generator = averagedGenerator(state);
  try {
    const files = {
      genotype: await store.objects.put(readableJson(genotypesOf(parameters))),
      weights: await store.objects.put(weightsOf(generator, state.discriminator, parameters)),
      ...(await picturesOf(step, parameters, generator, store)),
    };
    const counts = {
      generator: parameterCount(generator.spec),
      discriminator: parameterCount(state.discriminator.spec),
    };
    const manifest = await store.objects.put(readableJson(await manifestOf(step, files, counts, store.objects)));
    const numbers = { parameters: counts.generator, discriminatorParameters: counts.discriminator };
    return { outputs: { ...files, manifest }, numbers, status: 'ok' };
  } finally {
    generator.dispose();
    keepState(step.inputs.state!, state);
  }
}

/** Names and layouts of the published networks (NCHW, OIHW), below `generator/` and `discriminator/`. */
function weightsOf(generator: Network, discriminator: Network, parameters: ExportParameters): Uint8Array {
  const tensors = [
    ...withPrefix('generator', networkToPublished(generator)),
    ...withPrefix('discriminator', networkToPublished(discriminator)),
  ];
  return writeSafetensors(new Map(tensors), { genotypes: genotypesText(parameters) });
}

async function picturesOf(
  step: Step,
  { grid }: ExportParameters,
  generator: Network,
  store: Store,
): Promise<{ samples: Digest; preview: Digest }> {
  const { artifact, heldOut } = await datasetOf(step.inputs.dataset!, store);
  const { size } = artifact;
  const [rows, columns] = grid;
  const latents = { seed: step.seed!, name: `${step.place}/latents` };
  const images = await collected(generatedImages(generator, latents, Math.max(rows * columns, previewImages)));
  const real = await collected(realImages(heldOut, Math.min(previewImages, heldOut.images)));
  const samples = await sampleGrid(images, { size, rows, columns });
  const preview = Buffer.concat([real, images.subarray(0, previewImages * size * size * 3)]);
  return { samples: await store.objects.put(samples), preview: await store.objects.put(preview) };
}
