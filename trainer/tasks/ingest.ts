// The ingest step: the images that a pipeline names, as one packed data set in the store.
import { readerOf } from '../../datasets/kinds.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
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
  const order = { contents, decoder, path: context.circumstances.datasetPath, seed: step.seed ?? 0 };
  return readerOf(dataset).ingest(dataset, order, objects, tick);
}
