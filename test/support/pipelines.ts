// The pipelines of this repository, loaded for tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../../domain/pipeline.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { projectRoot } from './project.js';

/** A file of pipelines/, completed and frozen; `set` as on the command line. */
export function pipelineOf(name: string, set: readonly string[] = []): Pipeline {
  const file = join(projectRoot, 'pipelines', name);
  const result = loadPipeline({ file, text: readFileSync(file) }, { set });
  if (!result.ok) throw new Error(JSON.stringify(result.complaints));
  return result.pipeline;
}
