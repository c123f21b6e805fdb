// Findings that hold whatever a refused `search` of a stage was meant to be: its example is only a guess.
import type { Finding, Path } from './complaint.js';
import type { RawPipeline } from './raw-pipeline.js';

/** The findings of the repaired pipeline that also hold if the refused `search` was meant to be the other networks. */
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
