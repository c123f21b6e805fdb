// A plan for people, at most a hundred columns wide.
import { ownOf } from '../../domain/own.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { costs, figureRow } from '../../domain/search/figures.js';
import { formatComplaints } from '../../schemas/complaint.js';
import type { NetworkFigures, PhaseOutline } from '../../planning/types.js';
import { togetherBytes } from '../../planning/warnings.js';
import { table } from '../../terminal/table.js';
import { formatBytes, formatCount, formatDuration, formatLargeCount, formatNumber } from '../../scripts/format.mjs';
import type { RunPlan } from '../../control/plan/read-plan.js';

/** The whole plan: what happens, networks, memory, disk, time, what is already done, warnings. */
export function planText(name: string, pipeline: Pipeline, plan: RunPlan): string {
  const parts = [
    [`${name}: ${formatCount(plan.steps, 'step')} on ${imagesText(plan)}`, ...plan.selections],
    [stepsTable(plan), ...plan.phases.flatMap((phase) => spaceLines(pipeline, phase))],
    [networksTable(plan)],
    [memoryTable(plan), diskText(plan)],
    timeLines(plan),
    plan.pauses.map(
      ({ of, limit, share }) =>
        `The budget of ${of} (${limit}) will pause the run at about ${percent(share)} of that amount.`,
    ),
    [storedText(plan)],
    [formatComplaints(plan.warnings)],
  ];
  return parts
    .map((lines) => lines.filter(Boolean).join('\n'))
    .filter(Boolean)
    .join('\n\n');
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function imagesText({ images: { trainImages, from } }: RunPlan): string {
  const count = `${formatCount(trainImages, 'training image')}`;
  if (from === 'assumed') return `${count}, which is a guess, because the folder is not here: use --train-images N`;
  return from === 'folder' ? `${count} (counted in the folder)` : count;
}

function stepsTable({ phases }: RunPlan): string {
  const rows = phases.map((phase) => [
    phase.phase,
    formatNumber(Object.values(phase.steps).reduce((sum, count) => sum + count, 0)),
    ...[phase.warmupIterations, phase.iterations - phase.warmupIterations].map(orNothing),
    ...[phase.candidates, phase.evaluations, phase.imagesTrained, phase.imagesGenerated, phase.imagesJudged].map(
      orNothing,
    ),
  ]);
  return `${table(Object.keys(stepsColumns), rows)}\n${legend(stepsColumns)}`;
}

/** What each column counts. */
export const stepsColumns: Readonly<Record<string, string>> = {
  phase: 'a stage of the search, or what comes before and after it',
  steps: 'units of work that are recorded individually',
  'warm-up': 'iterations before the first generation',
  training: 'iterations in the generations',
  candidates: 'architectures that are tried',
  evaluated: 'evaluations of these architectures',
  real: 'training images from the data set',
  generated: 'images that generators make for training',
  judged: 'images that generators make for evaluations',
};

/** A sentence a column, as wide as a table may be. */
function legend(columns: Readonly<Record<string, string>>): string {
  const lines = Object.entries(columns).map(([name, meaning]) => `  ${name}: ${meaning}`);
  return ['where', ...lines].join('\n');
}

const orNothing = (count: number): string =>
  count === 0 ? '' : count >= 1e6 ? formatLargeCount(count) : formatNumber(count);

function spaceLines(pipeline: Pipeline, { phase, spaceSize, generations, stopsEarly }: PhaseOutline): string[] {
  const stage = pipeline.stages.find(({ id }) => id === phase);
  if (!stage || spaceSize === null) return [];
  const what = stage.search === 'both' ? 'pairs' : 'architectures';
  const most = stopsEarly
    ? `at most ${formatCount(generations, 'generation')} (it may stop early)`
    : formatCount(generations, 'generation');
  return [`${phase}: ${formatNumber(BigInt(spaceSize))} ${what}, ${most} of ${stage.population}`];
}

function networksTable({ networks }: RunPlan): string {
  if (networks.length === 0) return '';
  const known = costs.flatMap((name) =>
    name in networks[0]!.supernet ? [name as keyof NetworkFigures['supernet']] : [],
  );
  const rows = networks.map(({ network, space, supernet, smallest, largest }) => [
    `${network}, ${space}`,
    ...known.flatMap((name) => [supernet, smallest, largest].map((of) => orNothing(of[name]))),
  ]);
  const head = `${known.map((name) => figureRow(name).label).join(' and ')} of`;
  return table([head, ...known.flatMap(() => ['supernet', 'least', 'most'])], rows);
}

function memoryTable({ memory, disk, machine, slots }: RunPlan): string {
  const rows = memory.map(({ phase, stateBytes, stepBytes, graphBytes, judgeBytes, totalBytes }) => [
    phase,
    ...[stateBytes, stepBytes, graphBytes, judgeBytes, totalBytes].map(formatBytes),
    formatBytes(ownOf(disk.largest, phase) ?? 0),
  ]);
  const head = ['a trainer of', 'networks', 'a step', 'graphs', 'judging', 'at its most', 'a checkpoint'];
  const most = Math.max(0, ...memory.map((each) => togetherBytes(each, slots)));
  const together = slots > 1 ? `${slots} trainers side by side: at most ${formatBytes(most)}; ` : '';
  return rows.length === 0
    ? ''
    : `${table(head, rows)}\n(${together}of ${formatBytes(machine.memoryBytes)} of memory${machine.memoryLimit ? `, limited by ${machine.memoryLimit}` : ''})`;
}

function diskText({ disk, machine }: RunPlan): string {
  const { peakBytes, collectedBytes, dataBytes } = disk;
  const after = `${formatBytes(collectedBytes)} after eagan gc`;
  return `disk: ${formatBytes(peakBytes)} at the end of the run, ${after}; ${formatBytes(dataBytes)} of it images
(${formatBytes(machine.freeBytes)} are free)`;
}

function timeLines({ time }: RunPlan): string[] {
  if (time === null) return ['time: unknown; measure this machine in about a minute: eagan plan FILE --calibrate'];
  const { wallSeconds, deviceSeconds, cost, slots, bySlots, phases, calibration } = time;
  const rows = phases.map((phase) => [
    phase.phase,
    ...[phase.trainingSeconds, phase.evaluationSeconds, phase.otherSeconds, phase.wallSeconds].map(orNoTime),
  ]);
  const price = cost === null ? '' : `, cost ${cost.toFixed(2)}`;
  const computed =
    calibration.computed.length === 0 ? [] : [`(computed from what was measured: ${calibration.computed.join('; ')})`];
  return [
    `time with ${formatCount(slots, 'slot')}: ${formatDuration(wallSeconds)}; trainers at work for ${formatDuration(deviceSeconds)}, ${formatNumber(deviceSeconds / 3600)} device hours${price}`,
    table(['phase', 'training', 'evaluating', 'other', 'wall time'], rows),
    table(
      ['slots', ...bySlots.map((each) => String(each.slots))],
      [['wall time', ...bySlots.map((each) => formatDuration(each.wallSeconds))]],
    ),
    'Training is one chain of steps: more slots only shorten the evaluations (and each slot needs its own cores).',
    ...computed,
  ];
}

const orNoTime = (seconds: number): string => (seconds === 0 ? '' : formatDuration(seconds));

function storedText({ stored, steps }: RunPlan): string {
  if (stored === null || stored.found === 0) return '';
  const parts = Object.entries(stored.byPhase).map(([phase, count]) => `${phase} ${count}`);
  return `The store already has ${stored.found} of the ${steps} steps (${parts.join(', ')}); they will be reused.`;
}
