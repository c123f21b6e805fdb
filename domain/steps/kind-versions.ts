// The versions of step kinds in a run. A run keeps those with which it was frozen, so its steps keep their keys and
// their meaning when a later program raises a version.
import { EaganError } from '../errors.js';
import type { ExtractorKind } from '../extractor.js';
import { imageRow, type ImageFigure, type SpreadMeasure } from '../search/figures.js';
import type { OrderForm } from './real-images.js';
import { factsOf, stepKindNames, type Step, type StepKind } from './kinds.js';

/** Versions by kind. A kind that is not named has the version of runs that were frozen before it was raised. */
export type KindVersions = Readonly<Record<string, number>>;

/** What has versions of kinds: a pipeline. Absent: it names none. */
export interface Versioned {
  readonly kindVersions?: KindVersions;
}

/** The versions that a new run with these extractors names: those of the raised kinds. */
export function raisedVersions(...extractors: readonly ExtractorKind[]): KindVersions {
  const newest = stepKindNames.map(
    (kind) => [kind, Math.max(unnamedVersion(kind), ...extractors.map((of) => newestFor(kind, of)))] as const,
  );
  return Object.fromEntries(newest.filter(([kind, version]) => version !== unnamedVersion(kind)));
}

/** The version from which on a kind means nothing else under this extractor. */
function newestFor(kind: StepKind, extractor: ExtractorKind): number {
  const { version, raisedFor } = factsOf(kind);
  return raisedFor ? (raisedFor[extractor] ?? unnamedVersion(kind)) : version;
}

/**
 * The version of the step that fits this extractor. A run with two judges names the higher of two versions. The step of
 * each judge has the one that last changed it, so a search keeps its keys when its final pair gets another judge. Up to
 * version 2 both steps had that of the run.
 */
export const fittingVersion = (extractor: ExtractorKind, ofRun: number): number =>
  ofRun <= 2 ? ofRun : Math.min(ofRun, newestFor('fitExtractor', extractor));

/**
 * The version of a kind in a run. Throws EAGAN_STORE_VERSION if this program does not compute it, because another one
 * froze the run.
 */
export function kindVersionIn({ kindVersions = {} }: Versioned, kind: StepKind): number {
  const [oldest, newest] = [unnamedVersion(kind), factsOf(kind).version];
  const version = kindVersions[kind] ?? oldest;
  if (version >= oldest && version <= newest) return version;
  throw new EaganError(
    'EAGAN_STORE_VERSION',
    `steps of the kind ${kind} must have a version from ${oldest} to ${newest} (got ${version})`,
    'Use the version of eagan that froze the run, or compute everything in a new run: eagan run FILE --new',
  );
}

function unnamedVersion(kind: StepKind): number {
  const { unnamed, version } = factsOf(kind);
  return unnamed ?? version;
}

type Judging = Step<'evaluate' | 'scoreWinner'>;
/** What decides which figures a step computes. */
export type JudgingStep = Pick<Judging, 'kindVersion'> & {
  readonly parameters: Pick<Judging['parameters'], 'images' | 'judging'>;
};

/** From version 4 on the deviation of every figure is recorded; version 3 records that of scores, earlier ones none. */
export function recordedDeviations(kindVersion: number): 'none' | 'scores' | 'all' {
  if (kindVersion < 3) return 'none';
  return kindVersion === 3 ? 'scores' : 'all';
}

/** What the deviation of a figure says. Version 4 took those of distances and of neighbours between splits, too. */
export function spreadIn(kindVersion: number, name: ImageFigure): SpreadMeasure {
  const { spread } = imageRow(name);
  return kindVersion < 5 && spread === 'standardError' ? 'splits' : spread;
}

/** How a step raises kernels to the third power. Version 4 did it by a power, whose last bits may differ. */
export const cubedBy = ({ kindVersion }: Pick<Judging, 'kindVersion'>): 'products' | 'power' =>
  kindVersion >= 5 ? 'products' : 'power';

export type ShufflingStep = Pick<Step<'trainSegment' | 'trainWinner'>, 'kindVersion'>;

/** How the step orders the images of an epoch. Version 1 shuffled a list of them. */
export const orderFormOf = ({ kindVersion }: ShufflingStep): OrderForm => (kindVersion >= 2 ? 'computed' : 'shuffled');

/**
 * How the network of a file computes: version 1 let one of one's own compute ten images together, and up to version 2
 * the Inception graph computed its norms apart from its convolutions, and softmax over a batch.
 */
export const networkFormIn = ({
  kindVersion,
}: Pick<Step<'fitExtractor'>, 'kindVersion'>): { readonly alone: boolean; readonly folded: boolean } => ({
  alone: kindVersion >= 2,
  folded: kindVersion >= 3,
});
