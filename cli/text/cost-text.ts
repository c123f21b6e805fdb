// The costs of a run as text: tables by stage and generation, and by kind of step.
import type { WorkCost } from '../../domain/runs/cost.js';
import type { RunCost } from '../../control/history/run-cost.js';
import { generationName } from '../../domain/steps/places.js';
import { formatCount, formatMeasuredDuration, formatNumber } from '../../scripts/format.mjs';
import { table } from '../../terminal/table.js';

/** `wall 12.1 s, device 20.4 s, CPU 19 s`. */
export const costPhrase = ({ wallMs, deviceMs, cpuMs }: WorkCost): string =>
  [`wall ${time(wallMs)}`, `device ${time(deviceMs)}`, ...(cpuMs === null ? [] : [`CPU ${time(cpuMs)}`])].join(', ');

/** `1 attempt failed, 2 lost (device 3.1 s)`; false: every attempt gave a result. */
export function withoutResultPhrase({ withoutResult }: WorkCost): string | false {
  const { failed, interrupted, lost, deviceMs } = withoutResult;
  const parts = [
    failed > 0 && `${formatCount(failed, 'attempt')} failed`,
    interrupted > 0 && `${formatCount(interrupted, 'attempt')} interrupted`,
    lost > 0 && `${formatCount(lost, 'attempt')} lost`,
  ].filter((part) => part !== false);
  return parts.length > 0 && `${parts.join(', ')} (device ${time(deviceMs)})`;
}

/** The columns; one without any entry is left out. */
const columns: readonly (readonly [string, (cost: WorkCost) => string])[] = [
  ['steps', ({ steps }) => formatNumber(steps)],
  ['wall', ({ wallMs }) => time(wallMs)],
  ['device', ({ deviceMs }) => time(deviceMs)],
  ['CPU', ({ cpuMs }) => (cpuMs === null ? '' : time(cpuMs))],
  ['failed', ({ withoutResult }) => orNothing(withoutResult.failed, formatNumber)],
  ['interrupted', ({ withoutResult }) => orNothing(withoutResult.interrupted, formatNumber)],
  ['lost', ({ withoutResult }) => orNothing(withoutResult.lost, formatNumber)],
  ['device without result', ({ withoutResult }) => orNothing(withoutResult.deviceMs, time)],
  ['waited', ({ waitingMs }) => orNothing(waitingMs, time)],
];

const orNothing = (value: number, text: (value: number) => string): string => (value === 0 ? '' : text(value));

/** The whole text. */
export function costText({ run, total, stages, generations, kinds, ...more }: RunCost): string {
  const byStage = stages.flatMap(({ stage, cost }) => [
    [stage, cost] as const,
    ...generations
      .filter((each) => each.stage === stage)
      .map((each) => [`  ${generationName(each.generation)}`, each.cost] as const),
  ]);
  const without = withoutResultPhrase(total);
  return [
    `${run}: ${costPhrase(total)}${without === false ? '' : `; ${without}`}`,
    '',
    costTable('stage', [...byStage, ['all', total]]),
    '',
    costTable(
      'kind of step',
      kinds.map(({ kind, cost }) => [kind, cost]),
    ),
    ...remarks({ total, ...more }).map((remark) => `\n${remark}`),
  ].join('\n');
}

function costTable(title: string, costs: readonly (readonly [string, WorkCost])[]): string {
  const used = columns.filter(([, text]) => costs.some(([, cost]) => text(cost) !== ''));
  return table(
    [title, ...used.map(([name]) => name)],
    costs.map(([name, cost]) => [name, ...used.map(([, text]) => text(cost))]),
  );
}

function remarks({
  total,
  takenBack,
  waitedForDiskMs,
}: Pick<RunCost, 'total' | 'takenBack' | 'waitedForDiskMs'>): string[] {
  const { fromRecords, withoutResult } = total;
  return [
    ...(takenBack.steps > 0
      ? [`${formatCount(takenBack.steps, 'step')} were taken back: device ${time(takenBack.deviceMs)} of the above`]
      : []),
    ...(waitedForDiskMs > 0 ? [`waited ${time(waitedForDiskMs)} for room on the disk`] : []),
    ...(withoutResult.lost > 0 ? ['Nobody knows how long lost attempts worked: they count as nothing.'] : []),
    ...(fromRecords > 0
      ? [
          `${formatCount(fromRecords, 'step')} are counted from their records, because an earlier version ran them: their failed attempts are unknown.`,
        ]
      : []),
  ];
}

const time = (ms: number): string => (ms === 0 ? '0 s' : formatMeasuredDuration(ms / 1000));
