// What an extractor may be: its digest, where the pipeline gives one, and whether the figures of the published graph
// can be had.
import { imagenetNetworks, isPublished, publishedInception } from '../domain/extractor.js';
import { judgesOf, type PlacedJudge } from '../domain/judges.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { RawPipeline } from './raw-pipeline.js';
import type { ReportFinding } from './report.js';

/** Checks the extractors of a completed pipeline. */
export function checkExtractors(pipeline: Pipeline, raw: RawPipeline, report: ReportFinding): void {
  for (const judge of judgesOf(pipeline)) {
    const { extractor } = judge.settings;
    if (extractor.kind === 'imagenet') checkWeights(extractor.network, judge, raw, report);
    if (extractor.kind === 'inception2015' && !isPublished(extractor)) warnUnknown(extractor.md5!, judge, report);
  }
}

/** The weights are those of the set-up, so a file can only say which it expects. */
function checkWeights(
  network: keyof typeof imagenetNetworks,
  { name, at }: PlacedJudge,
  raw: RawPipeline,
  report: ReportFinding,
): void {
  const written = name === 'final' ? raw.finalTraining.metrics : raw.metrics;
  const asked = (written?.extractor?.contents as string | null | undefined) ?? null;
  const { contents } = imagenetNetworks[network];
  if (asked === null || asked === contents) return;
  report('EAGAN_CONTENTS_DIFFER', [[...at, 'extractor', 'contents']], {
    must: `must be ${contents}, the SHA-256 of the weights of ${network}`,
    found: asked,
    expected: contents,
    suggestion: 'Remove contents.',
  });
}

function warnUnknown(md5: string, { at }: PlacedJudge, report: ReportFinding): void {
  const { md5: expected } = publishedInception;
  report('EAGAN_INCEPTION_UNKNOWN', [[...at, 'extractor', 'path']], {
    severity: 'warning',
    must: `should name the published graph, whose MD5 is ${expected}; figures of another one are called frechetDistance and classifierScore`,
    found: `a graph with the MD5 ${md5}`,
    expected: `the MD5 ${expected}`,
  });
}
