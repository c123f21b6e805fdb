// Parses places. Only this file and places.ts, which writes them, know how they are spelt.

const dataParts = ['dataset', 'extractor', 'reference'] as const;
const stageParts = ['open', 'warmup', 'close'] as const;
const finalParts = ['extractor', 'reference', 'open'] as const;

export type PlacePart =
  (typeof dataParts | typeof stageParts)[number] | 'train' | 'evaluate' | 'select' | 'score' | 'export';

/** A place of a run, or the beginning of several (`generator`, `generator/gen-003`, `final/score`). */
export interface ParsedPlace {
  /** `data`, a stage's id, or `final`, which includes the export. */
  readonly phase: string;
  /** The stage's id; null before the stages and after them. A stage may be called `data`. */
  readonly stage: string | null;
  /** null outside the generations of a stage. */
  readonly generation: number | null;
  /** What happens there; null at the beginning of several parts. */
  readonly part: PlacePart | null;
  /** Segment, slot or scored iteration; null if the part has none, or at the beginning of several places. */
  readonly index: number | null;
  /** A score that belongs to no iteration. */
  readonly subject: ScoredBefore | null;
}

/** The subjects that are scored without training. */
export const scoredBefore = ['noise', 'heldOut', 'untrained'] as const;
type ScoredBefore = (typeof scoredBefore)[number];

/** The parts of a place; null if no run has such a place. It does not check whether the run has a stage of that id. */
export function parsePlace(place: string): ParsedPlace | null {
  const [head = '', ...rest] = place.split('/');
  if (isOneOf(dataParts, head)) return leaf({ ...nowhere, phase: 'data', part: head }, rest);
  if (head === 'export') return leaf({ ...nowhere, phase: 'final', part: head }, rest);
  if (head === '') return null;
  return head === 'final' ? parseFinal(rest) : parseStage(head, rest);
}

/** The phase of a place: `data`, a stage's id, or `final`. If the text is not a place, its first part. */
export function phaseOf(place: string): string {
  return parsePlace(place)?.phase ?? place.split('/')[0]!;
}

/** The generation of a place; null if the place is in none. */
export function generationOf(place: string): number | null {
  return parsePlace(place)?.generation ?? null;
}

function parseStage(stage: string, [part, ...rest]: readonly string[]): ParsedPlace | null {
  const inStage = { ...nowhere, phase: stage, stage };
  if (part === undefined) return inStage;
  const generation = numberIn(/^gen-(\d{3,})$/, part);
  if (generation !== null) return parseGeneration({ ...inStage, generation }, rest);
  if (part === 'warmup') return numbered({ ...inStage, part }, /^segment-(\d{2,})$/, rest);
  return isOneOf(stageParts, part) ? leaf({ ...inStage, part }, rest) : null;
}

function parseGeneration(generation: ParsedPlace, [part, ...rest]: readonly string[]): ParsedPlace | null {
  if (part === undefined) return generation;
  if (part === 'train') return numbered({ ...generation, part }, /^segment-(\d{2,})$/, rest);
  if (part === 'evaluate') return numbered({ ...generation, part }, /^(\d{2,})$/, rest);
  return part === 'select' ? leaf({ ...generation, part }, rest) : null;
}

function parseFinal([part, ...rest]: readonly string[]): ParsedPlace | null {
  const inFinal = { ...nowhere, phase: 'final' };
  if (part === undefined) return inFinal;
  if (isOneOf(finalParts, part)) return leaf({ ...inFinal, part }, rest);
  if (part === 'train') return numbered({ ...inFinal, part }, /^segment-(\d{2,})$/, rest);
  return part === 'score' ? parseScore({ ...inFinal, part }, rest) : null;
}

function parseScore(score: ParsedPlace, rest: readonly string[]): ParsedPlace | null {
  const [subject, ...more] = rest;
  if (subject === undefined || !isOneOf(scoredBefore, subject)) return numbered(score, /^iter-(\d{6,})$/, rest);
  return leaf({ ...score, subject }, more);
}

const nowhere: ParsedPlace = { phase: '', stage: null, generation: null, part: null, index: null, subject: null };

const leaf = (parsed: ParsedPlace, rest: readonly string[]): ParsedPlace | null => (rest.length === 0 ? parsed : null);

function numbered(parsed: ParsedPlace, form: RegExp, [text, ...rest]: readonly string[]): ParsedPlace | null {
  if (text === undefined) return parsed;
  const index = numberIn(form, text);
  return index === null ? null : leaf({ ...parsed, index }, rest);
}

function numberIn(form: RegExp, part: string): number | null {
  const digits = form.exec(part)?.[1];
  return digits === undefined ? null : Number(digits);
}

function isOneOf<const T extends string>(texts: readonly T[], text: string): text is T {
  return (texts as readonly string[]).includes(text);
}
