// The order of places in a run. A place is that of a step, or the beginning of several (`generator/gen-003`).
import { EaganError } from '../errors.js';
import type { Pipeline } from '../pipeline.js';
import { parsePlace, scoredBefore, type ParsedPlace, type PlacePart } from './parse-place.js';

type Stages = Pick<Pipeline, 'stages'>;

/** Numbers to compare one after the other. The beginning of several places has fewer numbers, and comes before them. */
type Rank = readonly number[];

/**
 * Returns a function that is true for the place `from` and for later places. `from` may be the beginning of several
 * places (`generator/gen-003`, `final`). It then stands for the first of them: `final/score` for `final/score/noise`.
 * Throws EAGAN_PLACE_UNKNOWN for a place that no pipeline with these stages has.
 */
export function isAtOrAfter(pipeline: Stages, from: string): (place: string) => boolean {
  const start = rankOf(pipeline, from);
  return (place) => compareRanks(rankOf(pipeline, place), start) >= 0;
}

/** The items, sorted in the order of the plan. Each place is parsed only once, because lists can be long. */
export function inPlanOrder<Item extends { readonly place: string }>(pipeline: Stages, items: readonly Item[]): Item[] {
  const ranked = items.map((item) => ({ item, rank: rankOf(pipeline, item.place) }));
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ item }) => item);
}

function compareRanks(a: Rank, b: Rank): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return a.length - b.length;
}

function rankOf({ stages }: Stages, place: string): Rank {
  const parsed = parsePlace(place);
  const phase = parsed ? phaseRank(stages, parsed) : -1;
  if (!parsed || phase < 0) throw unknownPlace(place, 'a place that `eagan history` lists');
  return [phase, ...rankInPhase(parsed)];
}

/** -1 if the run has no such stage. */
function phaseRank(stages: Stages['stages'], { stage, phase }: ParsedPlace): number {
  if (stage === null) return phase === 'data' ? 0 : 1 + stages.length;
  const index = stages.findIndex(({ id }) => id === stage);
  return index < 0 ? -1 : 1 + index;
}

/** The parts of a stage around its generations, which come between the second and the last part. */
const stageOrder = { open: 0, warmup: 1, close: Number.MAX_SAFE_INTEGER } as const;
const generationOrder = ['train', 'evaluate', 'select'];
const dataOrder = ['dataset', 'extractor', 'reference'];

function rankInPhase({ phase, stage, generation, part, index, subject }: ParsedPlace): Rank {
  const below = index === null ? [] : [index];
  if (generation !== null) return [2 + generation, ...(part === null ? [] : [generationOrder.indexOf(part), ...below])];
  if (part === null) return [];
  if (stage !== null) return [stageOrder[part as keyof typeof stageOrder], ...below];
  return phase === 'data' ? [dataOrder.indexOf(part)] : finalRank(part, index, subject);
}

/** The judge comes first, if the pair has one of its own. Scores that need no training come before the training, the
 * others after it.
 */
function finalRank(part: PlacePart, index: number | null, subject: ParsedPlace['subject']): Rank {
  const below = index === null ? [] : [index];
  switch (part) {
    case 'extractor':
      return [0];
    case 'reference':
      return [1];
    case 'open':
      return [2];
    case 'score':
      if (subject !== null) return [3, scoredBefore.indexOf(subject)];
      return index === null ? [3] : [5, index];
    case 'train':
      return [4, ...below];
    default:
      return [6]; // the export
  }
}

/** The error for a text that is not a place of the run. `expected` says what would be one. */
export function unknownPlace(place: string, expected: string): EaganError {
  return new EaganError(
    'EAGAN_PLACE_UNKNOWN',
    `the run has no place "${place}" (expected ${expected})`,
    'List the places of the run: eagan history RUN',
  );
}
