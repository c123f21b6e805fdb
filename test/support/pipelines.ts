// The pipelines of this repository, loaded for tests.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Pipeline } from '../../domain/pipeline.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { projectRoot } from './project.js';

/** The path of a file of pipelines/. */
export const shippedFile = (name: string): string => join(projectRoot, 'pipelines', name);
export const shippedText = (name: string): string => readFileSync(shippedFile(name), 'utf8');

/** The names of all files of pipelines/, in order. */
export const shippedFiles: readonly string[] = readdirSync(shippedFile('.'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort();
/** The files that describe a search. Others only extend a `base.yaml`. */
export const shippedSearches = shippedFiles.filter((name) => basename(name) !== 'base.yaml');

/** A file of pipelines/, completed and frozen; `set` as on the command line. */
export function pipelineOf(name: string, set: readonly string[] = []): Pipeline {
  const file = shippedFile(name);
  const result = loadPipeline({ file, text: readFileSync(file) }, { set });
  if (!result.ok) throw new Error(JSON.stringify(result.complaints));
  return result.pipeline;
}
