// Which lines of a run's story are shown: by stage, generation, kind and time, and only attempts or only what people
// did.
import { EaganError } from '../errors.js';
import type { Pipeline } from '../pipeline.js';
import { generationName } from '../steps/places.js';
import { kindAt } from '../steps/kind-at.js';
import { stepKindNames, type StepKind } from '../steps/kinds.js';
import { parsePlace } from '../steps/parse-place.js';
import { ledgerKinds, type LedgerEvent, type LedgerKind } from './kinds.js';

/** What a filter looks at: a line of a ledger, or an entry of an earlier journal. */
export type ToldEntry = LedgerEvent & { readonly at: string };

/** What was asked for. */
export interface AskedStory {
  readonly stage?: string;
  readonly generation?: string;
  readonly kind?: string;
  /** A time in the form of the ledger's own; such texts are in the order of their times. */
  readonly since?: string;
  readonly attempts?: boolean;
  readonly people?: boolean;
}

export interface StoryFilter {
  /** True for a line that is shown. */
  readonly line: (line: ToldEntry) => boolean;
  /** False: no end of a generation is shown. */
  readonly showsEnds: boolean;
  /** True for a generation whose end is shown, if it ended at a time that is shown. */
  readonly generation: (stage: string, generation: number) => boolean;
  /** Nothing before this time is shown. */
  readonly since: string;
}

type Stages = Pick<Pipeline, 'stages'>;

/** What people ask for. A run that continues by itself says so in its `started` line. */
const peopleKinds: readonly LedgerKind[] = [
  ...(['started', 'requested', 'budget', 'superseded', 'forked', 'collected'] as const),
];
const attemptKinds: readonly LedgerKind[] = ['attempt', 'recovered'];
/** The name for the ends of generations, which are no lines of a ledger. */
const endOfGeneration = 'generation';

/** The filter that was asked for. Throws EAGAN_USAGE with what there is. */
export function storyFilter(asked: AskedStory, pipeline: Stages): StoryFilter {
  const stage = asked.stage === undefined ? null : stageOf(asked.stage, pipeline);
  const generation = asked.generation === undefined ? null : generationOf(asked.generation, pipeline, stage);
  const since = asked.since ?? '';
  const isOfKind = asked.kind === undefined ? () => true : kindFilter(asked.kind);
  const groups = [...(asked.attempts ? attemptKinds : []), ...(asked.people ? peopleKinds : [])];
  const hasPlace = (line: ToldEntry): boolean => {
    if (stage === null && generation === null) return true;
    // Stories can be long, so most places are told apart before they are parsed.
    if (!('place' in line) || (generation !== null && !line.place.includes(generationName(generation)))) return false;
    const parsed = parsePlace(line.place);
    if (parsed === null || (stage !== null && parsed.phase !== stage)) return false;
    return generation === null || parsed.generation === generation;
  };
  const isGrouped = ({ kind }: ToldEntry): boolean => groups.length === 0 || groups.includes(kind);
  const showsEnds = groups.length === 0 && (asked.kind === undefined || asked.kind === endOfGeneration);
  return {
    line: (line) => isGrouped(line) && line.at >= since && isOfKind(line) && hasPlace(line),
    showsEnds,
    generation: (of, number) =>
      showsEnds && (stage === null || stage === of) && (generation === null || generation === number),
    since,
  };
}

/** `data`, a stage's id, or `final`. */
function stageOf(text: string, { stages }: Stages): string {
  const names = ['data', ...stages.map(({ id }) => id), 'final'];
  if (names.includes(text)) return text;
  throw wrong('--stage', `one of ${names.join(', ')}`, text, `--stage ${names[1]!}`);
}

/** `gen-003` or `3`: as in places. */
function generationOf(text: string, { stages }: Stages, stage: string | null): number {
  const known = stages.filter(({ id }) => stage === null || id === stage).map(({ generations }) => generations);
  const last = Math.max(0, ...known) - 1;
  const digits = /^(?:gen-)?(\d{1,9})$/.exec(text)?.[1];
  if (digits !== undefined && Number(digits) <= last) return Number(digits);
  const must =
    last < 0
      ? `left out, because ${stage ?? 'the run'} has no generations`
      : `from 0 to ${last}, as in ${generationName(last)}`;
  throw wrong('--generation', must, text, last < 0 ? 'eagan history RUN' : `--generation ${last}`);
}

/** A kind of lines, or of steps. */
function kindFilter(text: string): (line: ToldEntry) => boolean {
  if (Object.hasOwn(ledgerKinds, text)) return ({ kind }) => kind === text;
  if (text === endOfGeneration) return () => false;
  if (stepKindNames.includes(text as StepKind)) return (line) => 'place' in line && kindAt(line.place) === text;
  const names = [...Object.keys(ledgerKinds), endOfGeneration, ...stepKindNames];
  throw wrong('--kind', `one of ${names.join(', ')}`, text, '--kind attempt');
}

function wrong(option: string, must: string, got: string, example: string): EaganError {
  return new EaganError('EAGAN_USAGE', `${option} must be ${must} (got ${got})`, `For example: ${example}`);
}
