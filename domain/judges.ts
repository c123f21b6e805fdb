// Who judges images in a run: an extractor with a reference. One judges the search; the final pair may have one of its
// own. Whatever reads extractors or references of a pipeline walks this list.
import type { Digest } from './digest.js';
import type { AlsoFigures, ExtractorSettings, ReferenceSource } from './extractor.js';

/** How images are judged. */
export interface JudgeSettings {
  readonly extractor: ExtractorSettings;
  /** Absent: the training images of the data set. */
  readonly reference?: ReferenceSource;
  /** Parts over which a score is averaged. Absent: 10. */
  readonly splits?: number;
  /** Figures besides distance and score. Absent: none. */
  readonly also?: readonly AlsoFigures[];
}

/** Whom a judge judges: everybody, or only the final pair. */
export type JudgeName = 'search' | 'final';

/** The parts of a pipeline that name judges. */
export interface JudgedPipeline {
  readonly metrics: JudgeSettings;
  /** `metrics` absent: the final pair is judged as everybody is. */
  readonly finalTraining: { readonly metrics?: JudgeSettings };
}

/** Where a pipeline describes a judge. */
export interface PlacedJudge {
  readonly name: JudgeName;
  /** The keys that lead there. */
  readonly at: readonly string[];
  readonly settings: JudgeSettings;
}

/** Where judges may be described. */
export const judgePaths = {
  search: ['metrics'],
  final: ['finalTraining', 'metrics'],
} as const satisfies Record<JudgeName, readonly string[]>;

/** The judges of a pipeline. */
export function judgesOf({ metrics, finalTraining }: JudgedPipeline): readonly PlacedJudge[] {
  const search = { name: 'search', at: judgePaths.search, settings: metrics } as const;
  const own = finalTraining.metrics;
  return own ? [search, { name: 'final', at: judgePaths.final, settings: own }] : [search];
}

/** Who judges the final pair: its own judge, if it has one. */
export const finalJudgeOf = (pipeline: JudgedPipeline): PlacedJudge => judgesOf(pipeline).at(-1)!;

/** Who judges in a phase of a run. */
export const judgeIn = (pipeline: JudgedPipeline, phase: string): PlacedJudge =>
  phase === 'final' ? finalJudgeOf(pipeline) : judgesOf(pipeline)[0]!;

const isLocated = (value: object | undefined): value is LocatedFile => value !== undefined && 'path' in value;

/** A file that a judge needs. */
export interface LocatedFile {
  readonly path: string;
  readonly contents: Digest | null;
  readonly md5?: string;
}

/** What a step needs to know of the files of its judge that its key does not contain. */
export interface JudgeCircumstances {
  readonly extractorPath?: string;
  readonly referencePath?: string;
}

export const judgeCircumstances = ({ extractor, reference }: JudgeSettings): JudgeCircumstances => ({
  ...(isLocated(extractor) ? { extractorPath: extractor.path } : {}),
  ...(isLocated(reference) ? { referencePath: reference.path } : {}),
});

/** The files that the judges of a pipeline need, and the keys that name them. */
export function judgeFiles(pipeline: JudgedPipeline): readonly { at: readonly string[]; file: LocatedFile }[] {
  return judgesOf(pipeline).flatMap(({ at, settings }) =>
    (['extractor', 'reference'] as const).flatMap((part) => {
      const file = settings[part];
      return isLocated(file) ? [{ at: [...at, part], file }] : [];
    }),
  );
}

/** What a frozen pipeline knows of these files: their digests by absolute path. */
export function contentsAt(
  pipeline: JudgedPipeline,
  path: string,
): { readonly contents: Digest; readonly md5?: string } | null {
  const known = judgeFiles(pipeline).find(({ file }) => file.path === path && file.contents !== null)?.file;
  if (!known) return null;
  return { contents: known.contents!, ...(known.md5 === undefined ? {} : { md5: known.md5 }) };
}
