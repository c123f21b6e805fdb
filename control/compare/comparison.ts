// Compares two pipelines: what they say differently, which steps they share, and whether their figures can be compared.
import { isLocated } from '../../domain/dataset.js';
import { canonicalJson } from '../../domain/digest.js';
import { noSource } from '../../domain/plan/index.js';
import { virtualWalk, type PlannedStep } from '../../domain/plan/virtual.js';
import { ofKind } from '../../domain/steps/kinds.js';
import { differencesOf, type Difference } from './differences.js';
import { scoredFigures, type Side } from './sides.js';

interface SharedPhase {
  readonly phase: string;
  readonly shared: number;
  readonly a: number;
  readonly b: number;
}

export interface Comparison {
  readonly equal: boolean;
  readonly differences: readonly Difference[];
  readonly phases: readonly SharedPhase[];
  /** Empty: the figures of both are made under one protocol. */
  readonly incomparable: readonly string[];
  /** null: not both are finished runs, or their figures are not comparable. */
  readonly figures: { readonly a: Figures; readonly b: Figures } | null;
  /** Images of a folder that nobody read are assumed to be the same. */
  readonly assumesSameImages: boolean;
}
type Figures = NonNullable<ReturnType<typeof scoredFigures>>;

/** Walks both plans and compares keys. */
export async function compareSides(a: Side, b: Side): Promise<Comparison> {
  const differences = differencesOf(a.pipeline, b.pipeline);
  const known = a.source !== null && b.source !== null;
  const walk = ({ pipeline, images, source }: Side): Promise<PlannedStep[]> =>
    virtualWalk(pipeline, images, known ? source! : noSource);
  const [left, right] = [await walk(a), await walk(b)];
  const incomparable = protocolReasons(left, right, differences);
  const [ours, theirs] = [scoredFigures(a), scoredFigures(b)];
  return {
    equal: differences.length === 0 && left.every(({ key }, index) => key === right[index]?.key),
    differences,
    phases: sharedPhases(left, right),
    incomparable,
    figures: ours && theirs && incomparable.length === 0 ? { a: ours, b: theirs } : null,
    assumesSameImages: !known && isLocated(a.pipeline.dataset),
  };
}

/** Steps with equal keys, by phase: in the order of A's run, then those that only B has. */
function sharedPhases(left: readonly PlannedStep[], right: readonly PlannedStep[]): SharedPhase[] {
  const theirs = new Set(right.map(({ key }) => key));
  const phases = [...new Set([...left, ...right].map(({ phase }) => phase))];
  const of = (steps: readonly PlannedStep[], wanted: string): readonly PlannedStep[] =>
    steps.filter(({ phase }) => phase === wanted);
  return phases.map((phase) => {
    const shared = of(left, phase).filter(({ key }) => theirs.has(key)).length;
    return { phase, shared, a: of(left, phase).length, b: of(right, phase).length };
  });
}

/**
 * What judges the final pair, as text: what its steps compute, and from which data. Their places do not count: the
 * judge of a search and that of a final pair may be the same.
 */
function judgeOf(steps: readonly PlannedStep[]): string {
  const computed = (kind: 'ingest' | 'fitExtractor' | 'referenceStatistics'): unknown[] => {
    const { kindVersion, parameters, seed = null } = ofKind(kind, steps).at(-1)!.step;
    return [kind, kindVersion, parameters, seed];
  };
  return canonicalJson([computed('ingest'), computed('fitExtractor'), computed('referenceStatistics')]);
}

/** A figure depends on the extractor and the reference of the final pair, and on the number of images. */
function protocolReasons(
  left: readonly PlannedStep[],
  right: readonly PlannedStep[],
  differences: readonly Difference[],
): string[] {
  const named = (...roots: string[]): string =>
    differences
      .filter(({ path, circumstance }) => !circumstance && roots.some((root) => path.startsWith(root)))
      .map(({ path }) => path)
      .join(', ');
  if (judgeOf(left) !== judgeOf(right)) {
    const because = named('dataset', 'metrics', 'finalTraining.metrics') || 'the images';
    return [`the extractor or the reference statistics differ (${because})`];
  }
  const judged = (steps: readonly PlannedStep[]): string => {
    const scored = ofKind('scoreWinner', steps)[0]?.step.parameters;
    return canonicalJson({ images: scored?.images ?? null, judging: scored?.judging ?? null });
  };
  if (judged(left) === judged(right)) return [];
  const images = named('finalTraining.images');
  if (images) return [`the final figures use different numbers of images (${images})`];
  return [
    `the final figures are computed in different ways (${named('metrics', 'finalTraining.metrics', 'stages') || 'the extractor'})`,
  ];
}
