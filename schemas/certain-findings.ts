// Findings of meaning that hold whatever was meant by a stage's `search` that the schema refused: its example is only a
// guess.
import type { Finding, Path } from './complaint.js';
import type { RawPipeline } from './raw-pipeline.js';

/**
 * What is found of the pipeline as it was mended, and also of the one that searches the other networks where `search`
 * was refused.
 */
export function certainFindings(
  raw: RawPipeline,
  refused: readonly Path[],
  findingsOf: (raw: RawPipeline) => readonly Finding[],
): readonly Finding[] {
  const findings = findingsOf(raw);
  const guessed = refused.filter((path) => path[0] === 'stages' && path[2] === 'search').map((path) => path[1]);
  if (guessed.length === 0 || findings.length === 0) return findings;
  const others = findingsOf({
    ...raw,
    stages: raw.stages.map((stage, index) => (guessed.includes(index) ? withOtherSearch(stage) : stage)),
  });
  const isSame = (a: Finding, b: Finding): boolean =>
    a.code === b.code && a.place.start === b.place.start && a.place.source.file === b.place.source.file;
  return findings.filter((finding) => others.some((other) => isSame(finding, other)));
}

function withOtherSearch(stage: RawPipeline['stages'][number]): RawPipeline['stages'][number] {
  if (stage.search === 'both') return stage;
  return { ...stage, search: stage.search === 'generator' ? 'discriminator' : 'generator' };
}
