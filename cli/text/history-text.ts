// The story of a run as text, one line an entry: when, where or what, and how it went. One row for each kind.
import type { Actor } from '../../domain/ledger/actor.js';
import type { LedgerKind } from '../../domain/ledger/kinds.js';
import type { RunningProgram } from '../../domain/ledger/program.js';
import { computingSinceOf } from '../../domain/runs/cost.js';
import { bestValues, readValues, recordedValues, type FigureValues } from '../../domain/search/figures.js';
import { isTrainerKind } from '../../domain/steps/kinds.js';
import { generationName } from '../../domain/steps/places.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { GenerationEnd } from '../../control/history/generation-end.js';
import type { Entry, Known, Told } from '../../control/history/story.js';
import { formatBytes, formatCount, formatMeasuredDuration, formatNumber } from '../../scripts/format.mjs';
import { printableLine } from '../../scripts/printable.mjs';
import { costPhrase, withoutResultPhrase } from './cost-text.js';
import { costTexts, imageTexts } from '../../control/progress/figure-text.js';
import { labelsOf } from '../../control/progress/progress-text.js';

/** What a text needs besides its entry. */
interface Context extends Known {
  readonly run: string;
}
type Texts = { readonly [K in LedgerKind]: (entry: Entry<K>, context: Context) => readonly (string | false)[] };

const texts: Texts = {
  run: ({ frozen }) => [`frozen as ${short(frozen)}`],
  started: ({ epoch, by, from, takenBackFrom }, { program }) => [
    `epoch ${epoch}`,
    byText(by),
    takenBackFrom ? `again from ${takenBackFrom}` : from === null ? 'from the beginning' : `from ${from}`,
    program ? programText(program) : false,
  ],
  step: stepTexts,
  attempt: attemptTexts,
  requested: ({ request, by }) => [`to ${request}`, byText(by)],
  budget: ({ asked, by }) => [asked.join(' '), byText(by)],
  superseded: ({ from, epoch, by }, { stoodBefore }) => [
    `${from} and what follows, in epoch ${epoch}`,
    byText(by),
    stoodBefore ? `${formatCount(stoodBefore.steps.length, 'step')} stood there before` : false,
    stoodBefore?.resultDigest ? `the result was ${short(stoodBefore.resultDigest)}` : false,
  ],
  forked: ({ run, place, by }) => [`${run} shares the steps before ${place}`, byText(by)],
  replaced: ({ key, message }) => [`another result than before under key ${short(key)}`, message],
  recovered: ({ iteration, cause }) => [
    iteration === null ? 'begun again' : `continued at iteration ${iteration}`,
    cause,
  ],
  certificate: ({ verdict, tookMs, message }) => [certificateTexts[verdict], took(tookMs), message !== '' && message],
  repaired: ({ object, tookMs }) => [`object ${short(object)} was made again`, took(tookMs)],
  waited: ({ waitedMs, for: what }) => [`${took(waitedMs)} for room on the ${what}`],
  collected: ({ removed, bytes, by }) => [
    `${formatCount(removed, 'state')} removed, ${formatBytes(bytes)}`,
    byText(by),
  ],
  ended: ({ state, resultDigest, code, message }) => [
    state,
    resultDigest ? `result ${resultDigest}` : false,
    code ? `${code}: ${message ?? ''}` : (message ?? false),
  ],
};

const certificateTexts = {
  same: 'run again beside, with the same result',
  different: 'run again beside, with ANOTHER result',
  notRun: 'not run again',
} as const;

/** What stands where a place would, for entries without one. */
const names: Partial<Record<LedgerKind, string>> = { superseded: 'taken back' };

/** The widest column of places; a longer one pushes its text to the right. */
const placeWidth = 40;

/** False for an attempt that gave a result: the line of its step tells of it. */
export const isShownApart = (told: Told): boolean =>
  'kind' in told || told.entry.kind !== 'attempt' || told.entry.outcome !== 'finished';

/** One line. */
export function historyLine(run: string, told: Told): string {
  if ('kind' in told) return line(told.at, `${told.stage}/${generationName(told.generation)}`, closingTexts(told));
  const { entry, known } = told;
  const text = texts[entry.kind] as (entry: Entry<LedgerKind>, context: Context) => readonly (string | false)[];
  const where = 'place' in entry && entry.kind !== 'forked' ? entry.place : (names[entry.kind] ?? entry.kind);
  return line(entry.at, where, text(entry, { run, ...known }));
}

const line = (at: string, where: string, parts: readonly (string | false)[]): string =>
  [at.replace(/\.\d+Z$/, 'Z'), printableLine(where).padEnd(placeWidth), joined(parts)].join('  ');

const joined = (parts: readonly (string | false)[]): string =>
  printableLine(parts.filter((part) => part !== false && part !== '').join(', '));

function stepTexts(entry: Entry<'step'>, { run, record, attempt, takenBackIn }: Context): (string | false)[] {
  const key = `key ${short(entry.key)}`;
  if (!record) return [record === null ? 'its record cannot be read' : '', key, takenText(takenBackIn)];
  return [
    record.status !== 'ok' && record.status,
    howItWasMade(run, record, attempt),
    ...numberTexts(record),
    ...labelsOf(record.step),
    record.circumstances.reason ?? false,
    key,
    takenText(takenBackIn),
  ];
}

/** Figures and costs as everywhere, the best individual's of a selection too; other numbers by their names in words. */
function numberTexts({ numbers }: StepRecord): string[] {
  const [own, best] = [readValues(numbers), readValues(numbers, 'ofBest')];
  const known = new Set(Object.keys({ ...recordedValues(own), ...bestValues(best) }));
  const others = Object.entries(numbers).filter(([name]) => !known.has(name));
  return [
    ...figureTexts(own),
    ...figureTexts(best).map((text, index) => (index === 0 ? `best: ${text}` : text)),
    ...others.map(([name, value]) => `${inWords(name)} ${formatNumber(value)}`),
  ];
}

const figureTexts = (values: FigureValues): string[] => [
  ...imageTexts(values),
  ...(values.parameters === undefined ? [] : costTexts(values)),
];

/** heldOutAccuracy → held out accuracy */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `3.21 s on vm-1, slot 0, attempt 2`; without an attempt in the ledger: what the record tells. */
function howItWasMade(run: string, record: StepRecord, attempt: Context['attempt']): string {
  const { startedAt, finishedAt, host, attempt: number, resumedAtIteration, run: maker } = record.circumstances;
  if (maker !== run && !attempt) return `found: ${maker} had computed it`;
  if (attempt) return [...workTexts(attempt), ...(attempt.number > 1 ? [`attempt ${attempt.number}`] : [])].join(', ');
  const time = took(Date.parse(finishedAt) - Date.parse(startedAt));
  const resumed = resumedAtIteration === undefined ? '' : `, from iteration ${resumedAtIteration}`;
  const which = number > 1 ? `, attempt ${number}` : '';
  return isTrainerKind(record.step.kind) ? `${time} on ${host}${which}${resumed}` : time;
}

function attemptTexts(attempt: Entry<'attempt'>, { takenBackIn }: Context): (string | false)[] {
  const { number, outcome, code, message, recordedBy } = attempt;
  return [
    `attempt ${number} ${outcomes[outcome]}`,
    ...workTexts(attempt),
    code !== undefined && (message ? `${code}: ${message}` : code),
    recordedBy === 'successor' && 'entered by the next attempt',
    takenText(takenBackIn),
  ];
}

const outcomes = { finished: 'finished', failed: 'failed', interrupted: 'was interrupted', lost: 'was lost' } as const;

/** Where, how long, from which iteration to which, processor and memory. */
function workTexts(attempt: Entry<'attempt'>): string[] {
  const { host, slot, device, fromIteration, toIteration, peakMemoryBytes, cpuMs } = attempt;
  const from = fromIteration ?? null;
  const to = toIteration ?? null;
  return [
    `${durationText(attempt)} on ${host}${slot === undefined ? '' : ` slot ${slot}`}${device === undefined ? '' : ` ${device}`}`,
    ...(from === null && to === null ? [] : [`iterations ${from ?? '?'} to ${to ?? '?'}`]),
    ...(cpuMs === undefined ? [] : [`CPU ${took(cpuMs)}`]),
    ...(peakMemoryBytes === undefined ? [] : [`memory ${formatBytes(peakMemoryBytes)}`]),
  ];
}

function durationText(attempt: Entry<'attempt'>): string {
  const { takenAt, endedAt } = attempt;
  const computingSince = computingSinceOf(attempt);
  if (endedAt === null) return `begun ${(computingSince ?? takenAt).replace(/\.\d+Z$/, 'Z')}, nobody knows until when,`;
  if (computingSince === undefined) return `${took(Date.parse(endedAt) - Date.parse(takenAt))} of waiting`;
  return took(Date.parse(endedAt) - Date.parse(computingSince));
}

function closingTexts({ cost, front }: GenerationEnd): (string | false)[] {
  const { individuals, hypervolume } = front;
  return [
    `closed: ${costPhrase(cost)}`,
    withoutResultPhrase(cost),
    individuals.length === 0 ? 'nobody has figures' : `front of ${individuals.length}: ${individuals.join(' ')}`,
    hypervolume !== null && `hypervolume ${formatNumber(hypervolume)}`,
  ];
}

/** `by anna on vm-1 as "Anna Example": "disk was full"`. The last two are what she declared. */
function byText(by: Actor | undefined): string | false {
  if (by === undefined) return false;
  const { user, host, declared, reason } = by;
  return `by ${user} on ${host}${declared === undefined ? '' : ` as "${declared}"`}${reason === undefined ? '' : `: "${reason}"`}`;
}

const programText = ({ version, commit, node, sdk, system }: RunningProgram): string =>
  `eagan ${version}${commit === null ? '' : ` (${commit.slice(0, 12)})`}, Node ${node.replace(/^v/, '')}, Temporal SDK ${sdk}, ${system}`;

const takenText = (epoch: number | undefined): string | false => epoch !== undefined && `taken back in epoch ${epoch}`;
const short = (digest: string): string => digest.slice(0, 12);
const took = (ms: number): string => formatMeasuredDuration(Math.max(0, ms) / 1000);
