// The files that the metrics of a pipeline name must be there before a run is frozen.
import { existsSync } from 'node:fs';
import { EaganError } from '../../domain/errors.js';
import { contentsAt, metricsCircumstances } from '../../domain/extractor.js';
import type { Pipeline } from '../../domain/pipeline.js';

/** Throws EAGAN_PATH_MISSING for a network, or statistics, that are not there. */
export function requireMetricFiles({ metrics }: Pipeline): void {
  const { extractorPath, referencePath } = metricsCircumstances(metrics);
  requireFile('metrics.extractor.path', extractorPath, metrics);
  requireFile('metrics.reference.path', referencePath, metrics);
}

function requireFile(key: string, path: string | undefined, metrics: Pipeline['metrics']): void {
  if (path === undefined || (existsSync(path) && contentsAt(metrics, path) !== null)) return;
  throw new EaganError(
    'EAGAN_PATH_MISSING',
    `${key} must name a file that is there (got ${path})`,
    'Put the file there, or name another; eagan downloads none.',
  );
}
