// The ingest step: generated shapes or an image folder, as one packed data set in the store.
import { ingestFolder, ingestShapes } from '../../datasets/index.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import { putJson } from '../../domain/steps/objects.js';
import type { Step } from '../../domain/steps/step.js';
import type { TaskContext, TaskHandler } from '../types.js';

/** outputs {dataset} · numbers {trainImages, heldOutImages, skipped}. */
export const ingest: TaskHandler<'ingest'> = async (step, context) => {
  const artifact = await readImages(step, context);
  return {
    outputs: { dataset: await putJson(context.store.objects, artifact) },
    numbers: {
      trainImages: artifact.train.images,
      heldOutImages: artifact.heldOut.images,
      skipped: artifact.skipped.length,
    },
    status: 'ok',
  };
};

async function readImages(step: Step<'ingest'>, context: TaskContext): Promise<DatasetArtifact> {
  const { dataset, contents, decoder } = step.parameters;
  const { objects } = context.store;
  const began = performance.now();
  const tick = (done: number, total: number): Promise<void> => {
    const imagesPerSecond = Math.round((done * 1000) / (performance.now() - began));
    return context.tick({ done, total, unit: 'images', imagesPerSecond });
  };
  if (dataset.kind === 'shapes') return ingestShapes(dataset, step.seed ?? 0, objects, tick);
  const { datasetPath } = context.circumstances;
  if (datasetPath === undefined || contents === null)
    throw new EaganError('EAGAN_INTERNAL', 'an image folder needs its path and the digest of its contents');
  return ingestFolder(datasetPath, dataset, { contents, decoder }, objects, tick);
}
