// What the schema cannot say: references, genotype names, population and space, batches and data, objectives and metrics.
import type { Pipeline } from '../domain/pipeline.js';
import type { Finding, Path } from './complaint.js';
import { checkData } from './data-meaning.js';
import type { Positions } from './positions.js';
import { collector } from './report.js';
import { checkStage } from './stage-meaning.js';

/** Findings of a completed pipeline. `broken`: paths that the schema already refused; what depends on them is not judged. */
export function meaningFindings(
  pipeline: Pipeline,
  root: unknown,
  positions: Positions,
  broken: readonly Path[],
): readonly Finding[] {
  const collected = collector(root, positions, broken);
  pipeline.stages.forEach((stage, index) => checkStage(pipeline, stage, index, collected.report));
  checkData(pipeline, collected.report);
  return collected.findings;
}
