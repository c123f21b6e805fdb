// Where places stand in a run's order: the places of steps, and the beginnings of several (`generator/gen-003`).
import { EaganError } from '../errors.js';
import type { Pipeline } from '../pipeline.js';

type Stages = Pick<Pipeline, 'stages'>;

/** Numbers to compare one after the other; a beginning of places has fewer than they, and stands before them. */
type Rank = readonly number[];

/** Tells of a place whether it is that of `from` or comes later. `from` may be the beginning of places (`generator/gen-003`, `final`), and
 * stands where the first of them does: `final/score` is `final/score/noise`. Throws EAGAN_PLACE_UNKNOWN for what no pipeline of these stages has. */
export function isAtOrAfter(pipeline: Stages, from: string): (place: string) => boolean {
  const start = rankOf(pipeline, from);
  return (place) => compareRanks(rankOf(pipeline, place), start) >= 0;
}

/** Negative: `a` comes before `b` in the order of a run; of steps that may run side by side too. */
export function comparePlaces(pipeline: Stages, a: string, b: string): number {
  return compareRanks(rankOf(pipeline, a), rankOf(pipeline, b));
}

function compareRanks(a: Rank, b: Rank): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return a.length - b.length;
}

function rankOf({ stages }: Stages, place: string): Rank {
  const [head, ...rest] = place.split('/');
  const heads = ['dataset', 'extractor', 'reference', ...stages.map(({ id }) => id), 'final', 'export'];
  const first = heads.indexOf(head!);
  const below = first < 3 || head === 'export' ? leaf(rest) : head === 'final' ? finalRank(rest) : stageRank(rest);
  if (first < 0 || below === null) throw unknownPlace(place, 'a place as `eagan history` shows them');
  return [first, ...below];
}

const leaf = (rest: readonly string[]): Rank | null => (rest.length === 0 ? [] : null);

/** `open`, `warmup/segment-00`, `gen-003/…`, `close`. */
function stageRank([part, ...rest]: readonly string[]): Rank | null {
  if (part === undefined) return [];
  const generation = numberIn(/^gen-(\d{3,})$/, part);
  if (generation !== null) return under(2 + generation, generationRank(rest));
  switch (part) {
    case 'open':
      return under(0, leaf(rest));
    case 'warmup':
      return under(1, numbered(/^segment-(\d{2,})$/, rest));
    case 'close':
      return under(Number.MAX_SAFE_INTEGER, leaf(rest));
    default:
      return null;
  }
}

function generationRank([part, ...rest]: readonly string[]): Rank | null {
  switch (part) {
    case undefined:
      return [];
    case 'train':
      return under(0, numbered(/^segment-(\d{2,})$/, rest));
    case 'evaluate':
      return under(1, numbered(/^(\d{2,})$/, rest));
    case 'select':
      return under(2, leaf(rest));
    default:
      return null;
  }
}

/** Scores that need no training come before it, the others after it. */
function finalRank([part, ...rest]: readonly string[]): Rank | null {
  switch (part) {
    case undefined:
      return [];
    case 'open':
      return under(0, leaf(rest));
    case 'train':
      return under(2, numbered(/^segment-(\d{2,})$/, rest));
    case 'score':
      return scoreRank(rest);
    default:
      return null;
  }
}

function scoreRank(rest: readonly string[]): Rank | null {
  const early = ['noise', 'heldOut', 'untrained'].indexOf(rest[0] ?? '');
  if (early >= 0) return under(1, under(early, leaf(rest.slice(1))));
  return rest.length === 0 ? [1] : under(3, numbered(/^iter-(\d{6,})$/, rest));
}

function numbered(form: RegExp, [part, ...rest]: readonly string[]): Rank | null {
  if (part === undefined) return [];
  const number = numberIn(form, part);
  return number === null ? null : under(number, leaf(rest));
}

function numberIn(form: RegExp, part: string): number | null {
  const digits = form.exec(part)?.[1];
  return digits === undefined ? null : Number(digits);
}

const under = (number: number, below: Rank | null): Rank | null => below && [number, ...below];

/** What is no place of the run, and what would be. */
export function unknownPlace(place: string, expected: string): EaganError {
  return new EaganError(
    'EAGAN_PLACE_UNKNOWN',
    `the place must be one of the run's (got "${place}"; expected ${expected})`,
    'See the places of a run with: eagan history RUN',
  );
}
