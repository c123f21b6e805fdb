// The tiny pipeline with other stages: both networks at once, then generators against the discriminator of the best
// pair.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../../domain/pipeline.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { projectRoot } from './project.js';

const stages = `stages:
  - id: coupled
    search: both
    pairing: coupled
  - id: generator
    search: generator
    pairing: manyToOne
    opponent: { from: stage, stage: coupled }
finalTraining:`;

const text = readFileSync(join(projectRoot, 'pipelines', 'tiny.yaml'), 'utf8');

/** The file's text. */
export const coupledText = text.replace('name: tiny', 'name: coupled').replace(/stages:\n[^]*finalTraining:/, stages);

/** The file completed and frozen. */
export function coupledPipeline(set: readonly string[] = []): Pipeline {
  const result = loadPipeline({ file: 'coupled.yaml', text: Buffer.from(coupledText) }, { set });
  if (!result.ok) throw new Error(JSON.stringify(result.complaints));
  return result.pipeline;
}
