// Progress as text: a few lines with a bar for a terminal, otherwise one line, and a line for each closed part of a
// run.
import { imageFigures, readValues } from '../../domain/search/figures.js';
import { selectionLabel } from '../../domain/search/selection-label.js';
import { parsePlace, phaseOf } from '../../domain/steps/parse-place.js';
import { scoreSplitsOf } from '../../domain/steps/protocol.js';
import type { SelectionRule } from '../../domain/search/selection-rules.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { OpenStep, RunProgress } from './progress.js';
import { formatCount, formatDuration, formatNumber } from '../../scripts/format.mjs';
import { printableLine } from '../../scripts/printable.mjs';
import { costTexts, imageTexts, type Taken } from './figure-text.js';

/** `generator · generation 2 of 2 · train 40/60 iterations · 812 images/s · 38 % · about 1 min 20 s left`. */
export function progressLine(progress: RunProgress): string {
  const { phase, generation, open, imagesPerSecond, secondsLeft } = progress;
  return [
    phase,
    generation && `generation ${generation.now} of ${generation.of}`,
    open[0] && stepText(open),
    imagesPerSecond && `${formatNumber(Math.round(imagesPerSecond))} images/s`,
    `${Math.floor(progress.fraction * 100)} %`,
    secondsLeft !== null && `about ${formatDuration(secondsLeft)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/**
 * The run's bar with the line under it, the bar of the step if one is open, and a line for each attempt after the
 * first.
 */
export function progressBlock(progress: RunProgress, columns: number): string {
  const { fraction, open } = progress;
  const lines = [bar(fraction, Math.min(60, columns - 2)), progressLine(progress), ...stepBar(open), ...troubles(open)];
  return lines.map((line) => printableLine(line).slice(0, columns - 1)).join('\n');
}

function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

/**
 * `████████░░░░░░░░░░░░ 40 % of dataset · about 8 s left`: in a run of days its own bar does not move while images are
 * read.
 */
function stepBar(open: readonly OpenStep[]): string[] {
  const [{ place, progress } = { place: null, progress: null }, ...others] = open;
  if (place === null || progress === null || progress.total === 0 || others.length > 0) return [];
  const { done, total, unit, imagesPerSecond } = progress;
  const left =
    unit === 'images' && imagesPerSecond ? ` · about ${formatDuration((total - done) / imagesPerSecond)} left` : '';
  return [`${bar(done / total, 20)} ${Math.floor((done / total) * 100)} % of ${stepName(place)}${left}`];
}

const stepName = (place: string): string => place.split('/').slice(-2).join('/');

/**
 * What a person may want to act on: `trainer lost; attempt 2 of generator/…`, a full disk, recovery points that cost
 * much.
 */
export function troubles(open: readonly OpenStep[]): string[] {
  return open.flatMap((step) => [...(step.attempt > 1 ? [troubleText(step)] : []), ...hindrances(step)]);
}

function hindrances({ place, activity, progress }: OpenStep): string[] {
  const { waitingFor, lostAtWorstMs, recoveryPointMs } = progress ?? {};
  return [
    ...(waitingFor
      ? [`${place ?? activity} waits for space on the ${waitingFor}; it continues when there is enough`]
      : []),
    ...(lostAtWorstMs !== undefined && recoveryPointMs !== undefined
      ? [
          // In whole minutes, so that a log has each line once.
          `recovery points cost ${formatDuration(Math.ceil(recoveryPointMs / 1000))}: at worst ${formatDuration(60 * Math.ceil(lostAtWorstMs / 60_000))} of work is lost`,
        ]
      : []),
  ];
}

function troubleText({ place, activity, attempt, lastFailure }: OpenStep): string {
  return `${lastFailure ?? 'the previous attempt was lost'}; attempt ${attempt} of ${place ?? activity}`;
}

/** One open step by its name; several of a kind by their number. */
function stepText(open: readonly OpenStep[]): string {
  const [first] = open;
  const { place, activity, progress } = first!;
  // evaluateCandidate → evaluate candidate
  const words = activity.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (open.length > 1) return `${open.length} × ${words}`;
  const name = place === null ? words : stepName(place);
  return progress ? `${name} ${formatNumber(progress.done)}/${formatNumber(progress.total)} ${progress.unit}` : name;
}

type Closing = (record: StepRecord) => string | null;
const number = (record: StepRecord, name: string): string => {
  const value = record.numbers[name];
  return value === undefined ? 'none' : formatNumber(value);
};
/** The parameters of a pair are those of both networks. */
const isOfPairs = ({ step }: StepRecord): boolean => 'search' in step.parameters && step.parameters.search === 'both';
const takenIn = ({ kindVersion, parameters }: Step): Taken | null =>
  'images' in parameters ? { kindVersion, splits: scoreSplitsOf(parameters.images, parameters.judging?.splits) } : null;
const closings: Partial<Record<StepRecord['step']['kind'], Closing>> = {
  ingest: (r) => {
    const { skipped = 0 } = r.numbers;
    const left = skipped > 0 ? `; ${formatCount(skipped, 'unreadable file')} skipped` : '';
    return `data: ${number(r, 'trainImages')} training and ${number(r, 'heldOutImages')} held-out images${left}`;
  },
  evaluate: (r) => (r.status === 'failed' ? `${r.step.place} failed, ranked last: ${r.circumstances.reason}` : null),
  fitExtractor: (r) => {
    const { extractor } = (r.step as Step<'fitExtractor'>).parameters;
    const name = phaseOf(r.step.place) === 'final' ? 'final: extractor' : 'extractor';
    if (extractor.kind === 'classifier') return `${name}: held-out accuracy ${number(r, 'heldOutAccuracy')}`;
    return extractor.kind === 'imagenet' ? `${name}: ${extractor.network}, pretrained` : `${name}: read`;
  },
  select: (r) => {
    const { phase: stage, generation } = parsePlace(r.step.place)!;
    const closed = `${stage}: generation ${generation! + 1} closed`;
    const mark = [...labelsOf(r.step), ...earlyEnd(r)].map((label) => `; ${label}`).join('');
    const best = readValues(r.numbers, 'ofBest');
    // The best individual has no figures only if no other has.
    if (imageFigures.every((name) => best[name] === undefined))
      return `${closed}, all ${number(r, 'frontSize')} individuals diverged or failed${mark}`;
    const texts = [...imageTexts(best), ...costTexts(best, isOfPairs(r) ? ' in the pair' : '')];
    return `${closed}, best of a front of ${number(r, 'frontSize')}: ${texts.join(', ')}${mark}`;
  },
  closeStage: (r) =>
    `${phaseOf(r.step.place)}: closed, the ${isOfPairs(r) ? 'winning pair' : 'winner'} has ${costTexts(readValues(r.numbers)).join(', ')}` +
    (r.status === 'ok' ? '' : ` (it ${r.status}, and no other individual has figures)`),
  scoreWinner: (r) => {
    const name = r.step.place.split('/').at(-1);
    if (r.status === 'diverged') return `final: ${name} diverged`;
    return `final: ${name} scored, ${imageTexts(r.numbers, takenIn(r.step)).join(', ')}`;
  },
};

/** Says why a stage closes before its last generation. */
function earlyEnd({ numbers, step }: StepRecord): string[] {
  if (numbers.stoppedEarly === undefined || step.kind !== 'select') return [];
  const { minimumGain } = step.parameters.earlyStopping!;
  const least = minimumGain > 0 ? `by ${formatNumber(100 * minimumGain)} % ` : '';
  return [`the stage ends early: its front did not grow ${least}in ${formatCount(numbers.withoutGain!, 'generation')}`];
}

/** The mark of the survivors of a select step; none if Pareto selection chose them. */
export function labelsOf(step: Step): string[] {
  // Runs from before there were rules do not name one.
  const rule = step.kind === 'select' ? (step.parameters.selection as SelectionRule | undefined) : undefined;
  const label = rule ? selectionLabel(rule) : null;
  return label === null ? [] : [label];
}

/** The line about a finished step that deserves one; null for the others. */
export function closingLine(record: StepRecord): string | null {
  return closings[record.step.kind]?.(record) ?? null;
}
