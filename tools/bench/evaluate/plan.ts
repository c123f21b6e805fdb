// The search whose evaluations are measured: the quickstart's first stage at the requested sizes, up to a trained
// supernet and its first population.
import { join } from 'node:path';
import { EaganError } from '../../../domain/errors.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import { readNamedFile } from '../../../schemas/named-files.js';
import { loadPipeline } from '../../../schemas/load-pipeline.js';
import { projectRoot } from '../../../scripts/project.mjs';

export interface EvaluateOptions {
  readonly channels: readonly [number, number];
  readonly images: number;
  readonly population: number;
  readonly steps: number;
  readonly slots: number;
  readonly runs: number;
}

/** What is measured by default. */
export const usual: EvaluateOptions = {
  channels: [16, 16],
  images: 500,
  population: 16,
  steps: 300,
  slots: 2,
  runs: 2,
};

/** The pipeline of these options. Throws EAGAN_USAGE with the first complaint about them. */
export function benchPipeline({ channels, images, population, steps }: EvaluateOptions): Pipeline {
  return changedQuickstart([
    `dataset.images=${Math.max(2000, images)}`,
    'metrics.extractor.minimumAccuracy=0.5',
    `networks.generator.channels=${channels[0]}`,
    `networks.discriminator.channels=${channels[1]}`,
    `stageDefaults.population=${population}`,
    `stageDefaults.warmup={steps: ${steps}}`,
    `metrics.images=${images}`,
  ]);
}

/** The quickstart with other values. Throws EAGAN_USAGE with the first complaint about them. */
export function changedQuickstart(set: readonly string[]): Pipeline {
  const file = join(projectRoot(), 'pipelines', 'quickstart.yaml');
  const loaded = loadPipeline({ file, text: readNamedFile(file) }, { set });
  if (loaded.ok) return loaded.pipeline;
  const { code, message, suggestion } = loaded.complaints[0]!;
  throw new EaganError(code, message, suggestion ?? 'Add --help to see what the benchmark accepts.');
}
