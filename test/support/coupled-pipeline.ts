// The tiny pipeline with other stages: both networks at once, then generators against the discriminator of the best
// pair.
import type { Pipeline } from '../../domain/pipeline.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { shippedText } from './pipelines.js';

const stages = `stages:
  - id: coupled
    search: both
    pairing: coupled
  - id: generator
    search: generator
    pairing: manyToOne
    opponent: { from: stage, stage: coupled }
finalTraining:`;

const text = shippedText('tiny.yaml');

/** The file's text. */
export const coupledText = text.replace('name: tiny', 'name: coupled').replace(/stages:\n[^]*finalTraining:/, stages);

/** The file completed and frozen. */
export function coupledPipeline(set: readonly string[] = []): Pipeline {
  const result = loadPipeline({ file: 'coupled.yaml', text: Buffer.from(coupledText) }, { set });
  if (!result.ok) throw new Error(JSON.stringify(result.complaints));
  return result.pipeline;
}
