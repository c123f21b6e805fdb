// What the schema cannot say: references, architectures, population and space, batches and data, objectives and
// metrics.
import type { Pipeline } from '../domain/pipeline.js';
import type { Finding, Path } from './complaint.js';
import { checkData } from './data-meaning.js';
import { checkExtractors } from './extractor-meaning.js';
import { checkFinal } from './final-meaning.js';
import { checkGenotypes } from './genotype-meaning.js';
import { checkImageSize } from './image-size-meaning.js';
import { checkNumerics } from './latency-meaning.js';
import type { Layer } from './merge-layers.js';
import { checkAlso } from './objective-meaning.js';
import type { RawPipeline } from './raw-pipeline.js';
import { collector } from './report.js';
import { checkSize } from './size-meaning.js';
import { checkSpaces } from './space-meaning.js';
import { checkStage } from './stage-meaning.js';

/**
 * Findings of a pipeline, both as written and as completed. `broken`: paths that are already refused; nothing that
 * depends on them is checked.
 */
export function meaningFindings(
  pipeline: Pipeline,
  raw: RawPipeline,
  { value: root, positions }: Layer,
  broken: readonly Path[],
  numericsVersion?: number,
): readonly Finding[] {
  const collected = collector(root, positions, broken);
  const { report } = collected;
  checkSpaces(pipeline, raw, report);
  checkGenotypes(raw, report);
  pipeline.stages.forEach((stage, index) => checkStage(pipeline, stage, index, report));
  checkExtractors(pipeline, raw, report);
  checkAlso(pipeline, report);
  checkNumerics(pipeline, numericsVersion, report);
  checkFinal(pipeline, report);
  checkData(pipeline, report);
  checkImageSize(pipeline, report);
  checkSize(pipeline, report);
  return collected.findings;
}
